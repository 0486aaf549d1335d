using BuyingGroups.Domain.Conditions;
using BuyingGroups.Server.Errors;
using Google.Protobuf.Collections;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>Whether values of custom attributes are of the types that were declared; what wasn't declared may be of any.</summary>
internal static class DeclaredTypes
{
    /// <summary>What is wrong with an item's attributes; null if nothing.</summary>
    public static RpcStatus? ErrorOf(MapField<string, Proto.AttributeValue> values, IReadOnlyDictionary<string, AttributeType> types, string path)
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
