import Type from 'typebox';

/** A row's number in a path, within PostgreSQL's integer. */
export const RowNumber = Type.String({ pattern: '^[1-9][0-9]{0,8}$' });
export const RowInteger = Type.Integer({ minimum: 1, maximum: 999_999_999 });
export const Day = Type.String({ format: 'day' });
export const Title = Type.String({ minLength: 1, maxLength: 200 });
export const Text = Type.String({ minLength: 1, maxLength: 20_000 });
