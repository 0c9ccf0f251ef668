import fc from 'fast-check';

/** Texts of the characters that markup is made of: nearly every one of them is dangerous somewhere. */
export const hostileText = fc.string({
  unit: fc.constantFrom(...'<>"\'&|\\`_*[]()#-1. a@~$\n\r\u0000\u2028\u202E\uD800'),
});
