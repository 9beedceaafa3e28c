package io.halcyon.raftstorage.ratis;

import io.halcyon.raftstorage.entry.EntryReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteOutput;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/// Reads an entry where Ratis keeps it, without a copy if it lies in one array.
final class EntryBytes extends ByteOutput {
  private byte @Nullable [] array;
  private int offset;
  private int length;

  /// @throws io.halcyon.raftstorage.entry.MalformedEntryException if the bytes are no entry
  static EntryReader reader(ByteString bytes) {
    var found = new EntryBytes();
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] array = found.array;
    if (array == null || found.length != bytes.size()) {
      array = bytes.toByteArray();
      return new EntryReader(array, 0, array.length);
    }
    return new EntryReader(array, found.offset, found.length);
  }

  @Override
  public void writeLazy(byte[] value, int offset, int length) {
    this.array = value;
    this.offset = offset;
    this.length = length;
  }

  @Override
  public void write(byte[] value, int offset, int length) {
    writeLazy(value, offset, length);
  }

  @Override
  public void write(byte value) {}

  @Override
  public void write(ByteBuffer value) {}

  @Override
  public void writeLazy(ByteBuffer value) {}
}
