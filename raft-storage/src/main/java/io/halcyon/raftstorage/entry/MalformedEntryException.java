package io.halcyon.raftstorage.entry;

/// Bytes that do not follow the entry layout: the log or its writer is damaged, so nothing of the
/// entry may be applied.
public final class MalformedEntryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedEntryException(String message) {
    super(message);
  }
}
