using System.Text.Json;
using BuyingGroups.Server.Errors;
using FluentValidation;
using FluentValidation.Internal;
using FluentValidation.Results;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Validation;

/// <summary>Applies a validator and reports all violations at once, each named by the path of its proto field.</summary>
internal static class RequestValidation
{
    static RequestValidation() =>
        ValidatorOptions.Global.PropertyNameResolver = (_, member, expression) =>
            expression is not null && PropertyChain.FromExpression(expression) is { Count: > 0 } path ? PathOf(path.ToString())
            : member is null ? null
            : PathOf(member.Name);

    /// <summary>Throws INVALID_ARGUMENT unless <paramref name="message"/> is valid.</summary>
    public static void Require<T>(this IValidator<T> validator, T message)
    {
        if (validator.ErrorOf(message) is { } error)
        {
            throw error.ToRpcException();
        }
    }

    /// <summary>The error for <paramref name="message"/>; null if it is valid.</summary>
    /// <param name="validator">The rules.</param>
    /// <param name="message">A request, or an item of one.</param>
    /// <param name="path">The path of the item in its request, such as <c>people[3]</c>; null for a request.</param>
    public static RpcStatus? ErrorOf<T>(this IValidator<T> validator, T message, Func<string>? path = null) =>
        validator.ViolationsOf(message, path) is { Count: > 0 } violations ? RpcErrors.InvalidArgument(violations) : null;

    /// <summary>All violations of <paramref name="message"/>, for callers that check more than the validator does.</summary>
    /// <inheritdoc cref="ErrorOf{T}" path="/param" />
    public static List<BadRequest.Types.FieldViolation> ViolationsOf<T>(this IValidator<T> validator, T message, Func<string>? path = null)
    {
        var result = validator.Validate(message);
        return result.IsValid ? [] : [.. result.Errors.Select(failure => ToViolation(failure, path))];
    }

    private static string PathOf(string members) =>
        string.Join('.', members.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));

    private static BadRequest.Types.FieldViolation ToViolation(ValidationFailure failure, Func<string>? path) => new()
    {
        Field = path is null ? failure.PropertyName : $"{path()}.{failure.PropertyName}",
        Description = failure.ErrorMessage,
        Reason = failure.ErrorCode,
    };
}
