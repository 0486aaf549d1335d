using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>An account whose processing fails for an unforeseen reason. The job lists it among its errors and goes on.</summary>
internal static class AccountFailure
{
    /// <summary>
    /// Whether the fault is the account's. It isn't if the whole job is held up or ends: a store is away, the lease is lost, or the server
    /// stops.
    /// </summary>
    public static bool IsOfAccount(Exception exception) =>
        exception is not (StoreUnavailableException or JobLostException or JobCancelledException
            or OperationCanceledException or OutOfMemoryException);

    /// <summary>
    /// What the job reports about the account. The exception may quote attributes of people, so only its type and place are logged.
    /// </summary>
    public static JobError ErrorOf(AccountId account, Exception exception, ILogger logger)
    {
        logger.LogError(
            "Account {AccountId} failed: {Exception}{NewLine}{StackTrace}", account, exception.GetType(), Environment.NewLine,
            exception.StackTrace);
        return new JobError(account, $"The server failed on this account ({exception.GetType().Name}); its log says where.");
    }
}
