/** Why an operation of a description cannot be sent. */
export class LeaveOut extends Error {}
