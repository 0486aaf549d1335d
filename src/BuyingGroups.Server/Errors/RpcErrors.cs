using System.Globalization;
using BuyingGroups.Domain.Texts;
using BuyingGroups.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// The errors that callers see: <c>google.rpc.Status</c> with details, each with a stable reason. All errors are made here. None is larger
/// than what every client and proxy accepts (<see cref="StatusBounds"/>), not even as an item of a batch, so a thousand of them are still
/// smaller than the largest message.
/// </summary>
internal static class RpcErrors
{
    /// <summary>The domain of every <see cref="ErrorInfo"/>.</summary>
    private const string ErrorDomain = "buyinggroups";

    /// <summary>
    /// The key of the <see cref="ErrorInfo"/> metadata that says how many violations there are beside those in the details, if there are
    /// more.
    /// </summary>
    private const string MoreViolations = "more_violations";

    // A violation takes at least twenty bytes, and there is room for some 4,000, so more than this never fit.
    private const int MostViolations = 200;

    public static RpcStatus InvalidArgument(IReadOnlyCollection<BadRequest.Types.FieldViolation> violations) =>
        InvalidArgument(violations, violations.Count);

    /// <summary>An error with as many violations as fit, and the number of the others.</summary>
    private static RpcStatus InvalidArgument(IEnumerable<BadRequest.Types.FieldViolation> violations, int count) =>
        MakeOfMany(
            Code.InvalidArgument,
            "INVALID_ARGUMENT",
            [
                .. violations.Take(MostViolations).Select(violation => new BadRequest.Types.FieldViolation
                {
                    Field = StatusBounds.CutText(violation.Field),
                    Description = StatusBounds.CutText(violation.Description),
                    Reason = violation.Reason,
                }),
            ],
            count,
            violation => violation.Field.Length == 0 ? violation.Description : $"{violation.Field} {violation.Description}",
            "; ",
            told => new BadRequest { FieldViolations = { told } });

    public static RpcStatus InvalidArgument(string field, string description, string reason) =>
        InvalidArgument([new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason }]);

    /// <summary>The same error for an item of a batch, with the names of all fields turned into paths in the request.</summary>
    /// <param name="error">The error as a single call would have it.</param>
    /// <param name="path">The path of the item, such as <c>requests[3].</c>.</param>
    public static RpcStatus Under(this RpcStatus error, string path)
    {
        if (error.GetDetail<BadRequest>() is not { } details)
        {
            return error;
        }

        var more = error.GetDetail<ErrorInfo>()?.Metadata.TryGetValue(MoreViolations, out var left) == true
            ? int.Parse(left, CultureInfo.InvariantCulture)
            : 0;
        return InvalidArgument(
            details.FieldViolations.Select(violation => new BadRequest.Types.FieldViolation(violation) { Field = path + violation.Field }),
            details.FieldViolations.Count + more);
    }

    public static RpcStatus AlreadyExistsRequest(string requestId, string description) =>
        Make(
            Code.AlreadyExists,
            description,
            "REQUEST_ID_REUSED",
            new BadRequest
            {
                FieldViolations =
                {
                    new BadRequest.Types.FieldViolation
                    {
                        Field = "request_id",
                        Description = $"'{requestId}' was used for another request",
                        Reason = "REQUEST_ID_REUSED",
                    },
                },
            });

    /// <summary>Events can't be read on from this position.</summary>
    public static RpcStatus OutOfRange(string reason, string description) => Make(Code.OutOfRange, description, reason);

    /// <summary>The error for a watcher that doesn't read its stream.</summary>
    public static RpcStatus WatcherTooSlow(long position) =>
        Make(Code.Aborted, $"The watcher didn't read for too long; resume after position {position}.", "WATCHER_TOO_SLOW");

    public static RpcStatus NotFound(string resourceType, string id) =>
        Make(
            Code.NotFound,
            $"There is no {ShortName(resourceType)} with the id '{id}'.",
            "NOT_FOUND",
            new ResourceInfo { ResourceType = resourceType, ResourceName = StatusBounds.CutText(id) });

    public static RpcStatus AlreadyExists(string resourceType, string id, string description) =>
        Make(
            Code.AlreadyExists,
            description,
            "ALREADY_EXISTS",
            new ResourceInfo
            {
                ResourceType = resourceType,
                ResourceName = StatusBounds.CutText(id),
                Description = StatusBounds.CutText(description),
            });

    public static RpcStatus FailedPrecondition(string reason, string subject, string description) =>
        FailedPrecondition([new FailedPrecondition(reason, subject, description)]);

    /// <summary>An error with as many of the rules that forbid the call as fit. Its reason is that of the first rule.</summary>
    public static RpcStatus FailedPrecondition(IReadOnlyList<FailedPrecondition> violations) =>
        MakeOfMany(
            Code.FailedPrecondition,
            violations[0].Reason,
            [
                .. violations.Take(MostViolations).Select(violation => new PreconditionFailure.Types.Violation
                {
                    Type = violation.Reason,
                    Subject = StatusBounds.CutText(violation.Subject),
                    Description = StatusBounds.CutText(violation.Description),
                }),
            ],
            violations.Count,
            violation => violation.Description,
            " ",
            told => new PreconditionFailure { Violations = { told } });

    /// <summary>The caller's <c>etag</c> is of an earlier revision. The caller should read again and decide again.</summary>
    public static RpcStatus EtagMismatch(string resourceType, string id) =>
        Make(
            Code.Aborted,
            $"The {ShortName(resourceType)} '{id}' has changed since its etag was read; read it again.",
            "ETAG_MISMATCH",
            new ResourceInfo { ResourceType = resourceType, ResourceName = StatusBounds.CutText(id) });

    /// <summary>What the stream has sent so far is void. The caller should send all of it again.</summary>
    public static RpcStatus LoadSuperseded(string resourceType, string id) =>
        Make(
            Code.Aborted,
            $"What was loaded for the {ShortName(resourceType)} '{id}' was removed, since it took too long and another load came first; "
            + "send all of it again.",
            "LOAD_SUPERSEDED",
            new ResourceInfo { ResourceType = resourceType, ResourceName = StatusBounds.CutText(id) });

    /// <summary>A store can't do what is asked right now. The reason says why.</summary>
    public static RpcStatus Unavailable(StoreUnavailableException away) =>
        Make(
            Code.Unavailable,
            $"{away.Message} Try again.",
            away.Reason,
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
            ("store", away.Store));

    /// <summary>The caller asks for more at a time than the server allows. Nothing was begun, so any method may be called again.</summary>
    /// <param name="what">What there is too much of.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="perCaller">The limit of one caller.</param>
    /// <param name="inAll">The limit of all callers together.</param>
    public static RpcStatus TooMany(string what, string reason, int perCaller, int inAll) =>
        Make(
            Code.ResourceExhausted,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Too many {what} are under way: this server takes {perCaller:N0} of one caller, "
                + $"and {inAll:N0} of all. Try again in a while."),
            reason,
            // A random delay, so that callers who were refused together don't come back together.
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(Random.Shared.Next(500, 1_500))) });

    /// <summary>
    /// The caller sent nothing on its stream for too long. What was acknowledged counts; the rest can be sent on another stream.
    /// </summary>
    public static RpcStatus StreamIdle(int seconds) =>
        Make(
            Code.Unavailable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing was sent on the stream for {seconds:N0} seconds; open another one when there is something to send."),
            "STREAM_IDLE");

    /// <summary>The caller couldn't be identified. <paramref name="reason"/> says what is wrong with its credentials.</summary>
    public static RpcStatus Unauthenticated(string description, string reason) => Make(Code.Unauthenticated, description, reason);

    /// <summary>The caller is known but may not call this.</summary>
    /// <param name="caller">The caller's name.</param>
    /// <param name="anyOf">The scopes of which the caller has none and needs one.</param>
    public static RpcStatus MissingScope(string caller, IReadOnlyList<string> anyOf) =>
        Make(
            Code.PermissionDenied,
            $"'{caller}' has no scope that allows this: it takes {string.Join(" or ", anyOf)}.",
            "MISSING_SCOPE",
            detail: null,
            ("scope", string.Join('|', anyOf)));

    /// <summary>The method that was called has no scope assigned yet, so nobody may call it.</summary>
    public static RpcStatus ClosedMethod(string method) =>
        Make(Code.PermissionDenied, $"{method} is closed: no scope is set for it.", "METHOD_WITHOUT_SCOPE");

    /// <summary>It can't be determined right now whether the caller's token is valid.</summary>
    public static RpcStatus AuthorityUnavailable() =>
        Make(
            Code.Unavailable,
            "The authority that signs the tokens can't be reached right now; try again.",
            "AUTHORITY_UNAVAILABLE",
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });

    /// <summary>Ends streams when the server stops. The caller goes on with another server, or with this one once it is back.</summary>
    public static RpcStatus Stopping() => Make(Code.Unavailable, "The server is stopping; go on with another stream.", "SERVER_STOPPING");

    /// <summary>A fault of the server. The exception is in the server's log, never in the answer.</summary>
    public static RpcStatus Internal() => Make(Code.Internal, "The server failed; this is a bug. Its log says more.", "INTERNAL");

    private static RpcStatus Make(
        Code code, string message, string reason, IMessage? detail = null, params (string Key, string Value)[] metadata)
    {
        // People read the message in a terminal, and it may quote what a stranger sent.
        var status = new RpcStatus { Code = (int)code, Message = StatusBounds.CutMessage(VisibleText.Of(message)) };
        if (detail is not null)
        {
            status.Details.Add(Any.Pack(detail));
        }

        var info = new ErrorInfo { Reason = reason, Domain = ErrorDomain };
        foreach (var (key, value) in metadata)
        {
            info.Metadata.Add(key, StatusBounds.CutText(value));
        }

        status.Details.Add(Any.Pack(info));
        return status;
    }

    /// <summary>An error with as many violations as fit, and at least the first one.</summary>
    /// <param name="code">The status code.</param>
    /// <param name="reason">The stable reason.</param>
    /// <param name="violations">The first violations, with texts that are cut already.</param>
    /// <param name="count">The number of all violations.</param>
    /// <param name="sentence">What the message says about one violation.</param>
    /// <param name="separator">What separates two violations in the message.</param>
    /// <param name="detail">Makes the detail that holds the violations.</param>
    private static RpcStatus MakeOfMany<TViolation>(
        Code code,
        string reason,
        TViolation[] violations,
        int count,
        Func<TViolation, string> sentence,
        string separator,
        Func<IEnumerable<TViolation>, IMessage> detail)
    {
        var message = MessageOf(violations, count, sentence, separator);
        // A binary search for how many fit: if some violations fit, fewer of them fit too.
        var (fits, tooMany) = (1, violations.Length + 1);
        var status = MakeWith(fits);
        while (tooMany - fits > 1)
        {
            var some = (fits + tooMany) / 2;
            var larger = MakeWith(some);
            (fits, tooMany, status) = StatusBounds.Fits(larger) ? (some, tooMany, larger) : (fits, some, status);
        }

        return status;

        RpcStatus MakeWith(int told) => told >= count
            ? Make(code, message, reason, detail(violations))
            : Make(
                code,
                message,
                reason,
                detail(violations.Take(told)),
                (MoreViolations, (count - told).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>As many sentences as there is room for, and the number of the others.</summary>
    private static string MessageOf<TViolation>(TViolation[] violations, int count, Func<TViolation, string> sentence, string separator)
    {
        const int RoomForMore = 64;
        var message = "";
        for (var told = 0; told < violations.Length; told++)
        {
            // The text as it is shown, which may be longer than what was sent.
            var next = VisibleText.Of(sentence(violations[told]));
            var longer = told == 0 ? next : $"{message}{separator}{next}";
            var isLast = told + 1 == count;
            if (told > 0 && StatusBounds.MessageCost(longer) > StatusBounds.MaxMessageCost - (isLast ? 0 : RoomForMore))
            {
                return $"{message}; and {count - told} more";
            }

            message = isLast || told > 0 ? longer : StatusBounds.CutMessage(longer, RoomForMore);
        }

        return violations.Length == count ? message : $"{message}; and {count - violations.Length} more";
    }

    private static string ShortName(string resourceType) => resourceType[(resourceType.LastIndexOf('.') + 1)..];
}
