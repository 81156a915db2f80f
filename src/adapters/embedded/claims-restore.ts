import { decodeAttempts } from './attempt-rows.ts';
import type { EmbeddedClaims } from './claims.ts';
import type { EmbeddedLiveFeed } from './live-feed.ts';
import { contentHashAt, FEED_ROW_WORDS, positionAt, receivedAtAt, rowsOf } from './swipe-rows.ts';

/**
 * Fills the claims from what the feeds hold since an instant. Where they held more once, claims before the first of them
 * are said to be missing.
 */
export async function restoreClaims(claims: EmbeddedClaims, feed: EmbeddedLiveFeed, since: number): Promise<void> {
  const first = await feed.swipes.sequenceSince(since);
  if (first > 1) claims.forgetBefore(since);
  for await (const block of feed.swipes.blocksFrom(first)) {
    const rows = rowsOf(block);
    for (let at = 0; at < rows.length; at += FEED_ROW_WORDS) {
      const receivedAt = receivedAtAt(rows, at);
      if (receivedAt < since) claims.forgetBefore(since);
      else claims.restoreAccepted(rows, at, positionAt(rows, at), contentHashAt(rows, at), receivedAt);
    }
  }
  for await (const block of feed.invalidAttempts.blocksFrom(await feed.invalidAttempts.sequenceSince(since))) {
    for (const { eventId, reason, receivedAt } of decodeAttempts(block)) {
      if (eventId !== null && receivedAt >= since) claims.rememberInvalid(eventId, reason, receivedAt);
    }
  }
}
