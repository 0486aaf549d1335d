using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Pending moves as they are stored in a person's row.</summary>
internal static class PendingMoves
{
    /// <summary>The pending move of a person; null if there is none.</summary>
    public static PendingMove? Of(string person, string account, string? movingFrom, string? moveId) =>
        movingFrom is null || moveId is null
            ? null
            : new PendingMove(new PersonId(person), new AccountId(movingFrom), new AccountId(account), moveId);
}
