using BuyingGroups.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// The errors that callers see: <c>google.rpc.Status</c> with details, each with a stable reason. The one place where they are made.
/// </summary>
internal static class RpcErrors
{
    /// <summary>The domain of every <see cref="ErrorInfo"/>.</summary>
    private const string ErrorDomain = "buyinggroups";

    // Errors travel in headers, which clients bound (.NET's at 64 kB): with too many violations a caller would see a broken connection.
    private const int MaxViolations = 20;

    public static RpcStatus InvalidArgument(IReadOnlyCollection<BadRequest.Types.FieldViolation> violations)
    {
        BadRequest.Types.FieldViolation[] told = [.. violations.Take(MaxViolations)];
        var message = string.Join(
            "; ", told.Select(violation => violation.Field.Length == 0 ? violation.Description : $"{violation.Field} {violation.Description}"));
        return Make(
            Code.InvalidArgument,
            violations.Count > told.Length ? $"{message}; and {violations.Count - told.Length} more" : message,
            "INVALID_ARGUMENT",
            new BadRequest { FieldViolations = { told } });
    }

    public static RpcStatus InvalidArgument(string field, string description, string reason) =>
        InvalidArgument([new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason }]);

    /// <summary>The same error for an item of a batch: every field that it names is named by its path in the request.</summary>
    /// <param name="error">The error as a single call would have it.</param>
    /// <param name="path">Where the item is, such as <c>requests[3].</c>.</param>
    public static RpcStatus Under(this RpcStatus error, string path)
    {
        if (error.GetDetail<BadRequest>() is not { } details)
        {
            return error;
        }

        return InvalidArgument(
            [.. details.FieldViolations.Select(violation => new BadRequest.Types.FieldViolation(violation) { Field = path + violation.Field })]);
    }

    public static RpcStatus AlreadyExistsRequest(string requestId, string description) =>
        Make(
            Code.AlreadyExists,
            description,
            "REQUEST_ID_REUSED",
            new BadRequest
            {
                FieldViolations = { new BadRequest.Types.FieldViolation { Field = "request_id", Description = $"'{requestId}' was used for another request", Reason = "REQUEST_ID_REUSED" } },
            });

    /// <summary>There is no going on from a place in the order of events.</summary>
    public static RpcStatus OutOfRange(string reason, string description) => Make(Code.OutOfRange, description, reason);

    /// <summary>To a watcher that doesn't read.</summary>
    public static RpcStatus WatcherTooSlow(long position) =>
        Make(Code.Aborted, $"The watcher didn't read for too long; resume after position {position}.", "WATCHER_TOO_SLOW");

    public static RpcStatus NotFound(string resourceType, string id) =>
        Make(
            Code.NotFound,
            $"There is no {ShortName(resourceType)} with the id '{id}'.",
            "NOT_FOUND",
            new ResourceInfo { ResourceType = resourceType, ResourceName = id });

    public static RpcStatus AlreadyExists(string resourceType, string id, string description) =>
        Make(
            Code.AlreadyExists,
            description,
            "ALREADY_EXISTS",
            new ResourceInfo { ResourceType = resourceType, ResourceName = id, Description = description });

    public static RpcStatus FailedPrecondition(string reason, string subject, string description) =>
        FailedPrecondition([new FailedPrecondition(reason, subject, description)]);

    /// <summary>With every rule that forbids the call; the reason is the first one's.</summary>
    public static RpcStatus FailedPrecondition(IReadOnlyList<FailedPrecondition> violations) =>
        Make(
            Code.FailedPrecondition,
            string.Join(" ", violations.Select(violation => violation.Description)),
            violations[0].Reason,
            new PreconditionFailure
            {
                Violations =
                {
                    violations.Take(MaxViolations).Select(violation => new PreconditionFailure.Types.Violation
                    {
                        Type = violation.Reason,
                        Subject = violation.Subject,
                        Description = violation.Description,
                    }),
                },
            });

    /// <summary>The caller's <c>etag</c> is of an older state: read again, decide again.</summary>
    public static RpcStatus EtagMismatch(string resourceType, string id) =>
        Make(
            Code.Aborted,
            $"The {ShortName(resourceType)} '{id}' has changed since its etag was read; read it again.",
            "ETAG_MISMATCH",
            new ResourceInfo { ResourceType = resourceType, ResourceName = id });

    /// <summary>What a stream brought so far is gone: send all of it again.</summary>
    public static RpcStatus LoadSuperseded(string resourceType, string id) =>
        Make(
            Code.Aborted,
            $"What was loaded for the {ShortName(resourceType)} '{id}' was removed, since it took too long and another load came first; send all of it again.",
            "LOAD_SUPERSEDED",
            new ResourceInfo { ResourceType = resourceType, ResourceName = id });

    /// <summary>A store can't do what is asked right now; the reason tells why.</summary>
    public static RpcStatus Unavailable(StoreUnavailableException away) =>
        Make(
            Code.Unavailable,
            $"{away.Message} Try again.",
            away.Reason,
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
            ("store", away.Store));

    /// <summary>The server doesn't know who calls. <paramref name="reason"/> tells what is wrong with the credentials.</summary>
    public static RpcStatus Unauthenticated(string description, string reason) => Make(Code.Unauthenticated, description, reason);

    /// <summary>The caller is known, but may not do this.</summary>
    /// <param name="caller">Its name.</param>
    /// <param name="anyOf">The scopes of which it has none and needs one.</param>
    public static RpcStatus MissingScope(string caller, IReadOnlyList<string> anyOf) =>
        Make(
            Code.PermissionDenied,
            $"'{caller}' has no scope that allows this: it takes {string.Join(" or ", anyOf)}.",
            "MISSING_SCOPE",
            metadata: ("scope", string.Join('|', anyOf)));

    /// <summary>A method that nobody was allowed to call yet.</summary>
    public static RpcStatus ClosedMethod(string method) =>
        Make(Code.PermissionDenied, $"{method} is closed: no scope is set for it.", "METHOD_WITHOUT_SCOPE");

    /// <summary>Whether the caller's token is valid can't be told right now.</summary>
    public static RpcStatus AuthorityUnavailable() =>
        Make(
            Code.Unavailable,
            "The authority that signs the tokens can't be reached right now; try again.",
            "AUTHORITY_UNAVAILABLE",
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });

    /// <summary>To callers of a stream, when the server stops; another server, or this one once it is back, takes the rest.</summary>
    public static RpcStatus Stopping() => Make(Code.Unavailable, "The server is stopping; go on with another stream.", "SERVER_STOPPING");

    /// <summary>A fault of ours. The exception is in the server's log, never in the answer.</summary>
    public static RpcStatus Internal() => Make(Code.Internal, "The server failed; this is a bug. Its log says more.", "INTERNAL");

    private static RpcStatus Make(Code code, string message, string reason, IMessage? detail = null, (string Key, string Value)? metadata = null)
    {
        var status = new RpcStatus { Code = (int)code, Message = message };
        if (detail is not null)
        {
            status.Details.Add(Any.Pack(detail));
        }

        var info = new ErrorInfo { Reason = reason, Domain = ErrorDomain };
        if (metadata is var (key, value))
        {
            info.Metadata.Add(key, value);
        }

        status.Details.Add(Any.Pack(info));
        return status;
    }

    private static string ShortName(string resourceType) => resourceType[(resourceType.LastIndexOf('.') + 1)..];
}
