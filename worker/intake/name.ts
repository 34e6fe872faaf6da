/** An identifier of the shop's, not a text: no space, no `@`, and no room for a number that is somebody's. */
export const NAME = /^(?!(.*\d){5})[\w.:-]{1,40}$/;
