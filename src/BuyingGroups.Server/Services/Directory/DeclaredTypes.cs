using BuyingGroups.Domain.Conditions;
using BuyingGroups.Server.Errors;
using Google.Protobuf.Collections;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>Checks that values of custom attributes have their declared types. Attributes that aren't declared may have any type.</summary>
internal static class DeclaredTypes
{
    /// <summary>The error for an item's attributes; null if they are valid.</summary>
    public static RpcStatus? ErrorOf(
        MapField<string, Proto.AttributeValue> values, IReadOnlyDictionary<string, AttributeType> types, string path)
    {
        var wrong = values
            .Where(value => types.TryGetValue(value.Key, out var type) && AttributeMapping.TypeOf(value.Value) != type)
            .Select(value => new BadRequest.Types.FieldViolation
            {
                Field = $"{path}.custom_attributes[\"{value.Key}\"]",
                Description = $"must be of the type that was declared, {types[value.Key].ToString().ToUpperInvariant()}",
                Reason = "WRONG_TYPE",
            })
            .ToArray();
        return wrong.Length == 0 ? null : RpcErrors.InvalidArgument(wrong);
    }
}
