using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>An account of a job that fails for a reason that nobody thought of. The job lists it and goes on.</summary>
internal static class AccountFailure
{
    /// <summary>
    /// Whether the account is to blame. It isn't for what holds up or ends the whole job: a store that is away, a lease that is lost, a
    /// stop.
    /// </summary>
    public static bool IsOfAccount(Exception exception) =>
        exception is not (StoreUnavailableException or JobLostException or JobCancelledException
            or OperationCanceledException or OutOfMemoryException);

    /// <summary>
    /// What the job says of the account. The exception may quote attributes of people, so it goes to the log by its type and place only.
    /// </summary>
    public static JobError ErrorOf(AccountId account, Exception exception, ILogger logger)
    {
        logger.LogError(
            "Account {AccountId} failed: {Exception}{NewLine}{StackTrace}", account, exception.GetType(), Environment.NewLine, exception.StackTrace);
        return new JobError(account, $"The server failed on this account ({exception.GetType().Name}); its log says where.");
    }
}
