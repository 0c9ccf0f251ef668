import fc from 'fast-check';

/** Texts made of the characters of markup: nearly all of them are dangerous somewhere. */
export const hostileText = fc.string({
  unit: fc.constantFrom(...'<>"\'&|\\`_*[]()#-1. a@~$\n\r\u0000\u2028\u202E\uD800'),
});
