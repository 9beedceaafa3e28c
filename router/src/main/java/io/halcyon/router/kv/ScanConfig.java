package io.halcyon.router.kv;

import io.halcyon.core.config.Describe;

/// Settings of scans and of calls over several keys, prefix `router.kv.scan`.
///
/// @param pageItemsDefault pairs in a page when the request names no limit
/// @param pageItemsMax pairs in a page, at most
/// @param pageBytesMax bytes of a page, at most; a single larger pair still makes a page
/// @param keysMax keys of one multi-get, batch or conditional call, at most
@Describe("Calls over several keys.")
public record ScanConfig(
    @Describe("Pairs in a page when the request names no limit.") int pageItemsDefault,
    @Describe("Pairs in a page, at most.") int pageItemsMax,
    @Describe("Bytes of a page, at most; a single larger pair still makes a page.")
        int pageBytesMax,
    @Describe("Keys of one multi-get, batch or conditional call, at most.") int keysMax) {
  // Below 4 MiB, the usual limit of a received gRPC message, by room for the message's other parts.
  private static final int PAGE_BYTES_DEFAULT = (4 << 20) - (64 << 10);

  public static final ScanConfig DEFAULT =
      new ScanConfig(1_000, 10_000, PAGE_BYTES_DEFAULT, 10_000);

  public ScanConfig {
    if (pageItemsDefault < 1 || pageItemsMax < pageItemsDefault) {
      throw new IllegalArgumentException(
          "router.kv.scan.page-items-default must be from 1 to page-items-max: "
              + pageItemsDefault);
    }
    if (pageBytesMax < 64 << 10 || pageBytesMax > 4 << 20) {
      throw new IllegalArgumentException(
          "router.kv.scan.page-bytes-max must be from 64 KiB to 4 MiB: " + pageBytesMax);
    }
    if (keysMax < 1) {
      throw new IllegalArgumentException("router.kv.scan.keys-max must be positive: " + keysMax);
    }
  }

  /// Returns how many pairs a page has when a request asks for `limit`.
  int pageItems(int limit) {
    return limit <= 0 ? pageItemsDefault : Math.min(limit, pageItemsMax);
  }
}
