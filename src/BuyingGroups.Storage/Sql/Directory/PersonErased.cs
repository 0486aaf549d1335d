namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The result of erasing a person.</summary>
/// <param name="Erasures">The counters that have to be deleted now; empty if nothing was done.</param>
/// <param name="MembershipsEnded">The number of groups in which the person was a member.</param>
/// <param name="InTheWay">
/// A move whose counters haven't arrived yet, so it isn't known where they are; null if there is none. It has to be completed first.
/// </param>
public sealed record PersonErased(IReadOnlyList<PendingErasure> Erasures, int MembershipsEnded, PendingMove? InTheWay);
