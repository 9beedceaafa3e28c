package io.halcyon.client;

import java.util.Optional;

/// The result of one action of a conditional operation or of a {@link Program}.
///
/// @param entry for a get what was found, for an increment the new value
/// @param existed for a delete whether there was something to delete
public record ActionResult(Optional<Entry> entry, boolean existed)
    implements ProgramResult.StepResult {}
