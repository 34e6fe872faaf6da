export type ServerErrorCode =
  | 'bundle-missing'
  | 'bundle-malformed'
  | 'bundle-part'
  | 'port-in-use'
  | 'option'
  | 'data-in-use';

/** An operator's mistake: what was found, what was expected, and what to do about it. */
export class AisleServerError extends Error {
  override readonly name = 'AisleServerError';
  readonly code: ServerErrorCode;

  constructor(code: ServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
