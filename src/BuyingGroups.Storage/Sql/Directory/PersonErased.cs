namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The answer to the erasure of a person.</summary>
/// <param name="Erasures">The counters that are to go now; empty if nothing was done.</param>
/// <param name="MembershipsEnded">In how many groups the person was a member.</param>
/// <param name="InTheWay">A move whose counters haven't arrived, and without which nobody knows where they are; null if there is none.</param>
public sealed record PersonErased(IReadOnlyList<PendingErasure> Erasures, int MembershipsEnded, PendingMove? InTheWay);
