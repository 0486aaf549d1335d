namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The answer to the erasure of a person.</summary>
/// <param name="Erasure">The counters that are to go now; null if nothing was done.</param>
/// <param name="MembershipsEnded">In how many groups the person was a member.</param>
/// <param name="InTheWay">A move whose counters haven't arrived, and without which nobody knows where they are; null if there is none.</param>
public sealed record PersonErased(PendingErasure? Erasure, int MembershipsEnded, PendingMove? InTheWay);
