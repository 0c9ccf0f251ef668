/** The platform whose loads are made short here. */
export const TORTURED_PLATFORM = 'tvet-connect';
