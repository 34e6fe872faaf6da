/** What a page may say beside the choice that it passes to `aisle.consent`. */
export interface ConsentOptions {
  /** The shopper chose on an earlier page: what was queued on this one is kept. Default false. */
  readonly stored?: boolean;
  /** The version of the notice that was agreed to, at most 128 characters. */
  readonly notice?: string;
}
