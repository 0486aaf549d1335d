using System.Collections.Frozen;
using BuyingGroups.Server.Errors;
using Grpc.Core;

namespace BuyingGroups.Server.Services;

/// <summary>
/// Pairs an enumeration of the contracts with the domain's own of the same meaning. Values are matched by name, and only the contract's has
/// an unspecified one. A value without a counterpart is never taken for another.
/// </summary>
internal sealed class EnumPair<TProto, TOwn>
    where TProto : struct, Enum
    where TOwn : struct, Enum
{
    private readonly FrozenDictionary<TProto, TOwn> _own;
    private readonly FrozenDictionary<TOwn, TProto> _proto;

    public EnumPair()
    {
        var names = Enum.GetNames<TOwn>().Intersect(Enum.GetNames<TProto>()).ToArray();
        _own = names.ToFrozenDictionary(Enum.Parse<TProto>, Enum.Parse<TOwn>);
        _proto = names.ToFrozenDictionary(Enum.Parse<TOwn>, Enum.Parse<TProto>);
    }

    /// <summary>The domain's value for one that a caller sent; null for the unspecified one.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT if the value is unknown.</exception>
    public TOwn? FindOwn(TProto value) => EqualityComparer<TProto>.Default.Equals(value, default) ? null : Own(value);

    /// <summary>The domain's value for one that a caller must send.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT if the value is unknown or unspecified.</exception>
    public TOwn Own(TProto value) => _own.TryGetValue(value, out var own)
        ? own
        : throw RpcErrors.InvalidArgument(
            typeof(TProto).Name, $"has a value that isn't known here: {value}", "UNKNOWN_VALUE").ToRpcException();

    /// <summary>The contract's value for one of the domain.</summary>
    public TProto Proto(TOwn value) => _proto.TryGetValue(value, out var proto)
        ? proto
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(TProto).Name} has no such value");
}
