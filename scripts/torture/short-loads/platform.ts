/** The platform whose loads are shortened here. */
export const TORTURED_PLATFORM = 'tvet-connect';
