using System.Reflection;
using BuyingGroups.Server.Services;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace BuyingGroups.Server.Tests.Contracts;

/// <summary>The enumerations of the contracts and the program's own are one to one, and no value is taken for another.</summary>
public sealed class ProtoEnumTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    // Made of several things, by switches that name every value: the compiler finds a new one.
    private static readonly string[] OnlyInTheContracts =
        [nameof(JourneyOutcome), nameof(StatusOutcome), nameof(UpsertOutcome), nameof(RecordOutcome)];

    // Their numbers mean something in the domain: values of weightings.
    private static readonly string[] OfOtherNumbers = [nameof(RoleWeighting)];

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(message => message, message => message);

    private static IEnumerable<FileDescriptor> Files => typeof(ActivityReflection).Assembly.GetTypes()
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
        .Where(property => property?.PropertyType == typeof(FileDescriptor))
        .Select(property => (FileDescriptor)property!.GetValue(null)!)
        .Where(file => file.Package == "buyinggroups.v1");

    private static Dictionary<string, object> Pairs =>
        typeof(ProtoEnums).GetFields().ToDictionary(each => each.Name, each => each.GetValue(null)!);

    public static TheoryData<string> PairNames => [.. Pairs.Keys];

    [Fact]
    public void Every_enumeration_of_the_contracts_has_its_pair() =>
        Assert.Equal(
            Files.SelectMany(file => file.EnumTypes).Select(type => type.Name).Except(OnlyInTheContracts).Order(),
            Pairs.Values.Select(pair => pair.GetType().GenericTypeArguments[0].Name).Order());

    [Theory]
    [MemberData(nameof(PairNames))]
    public void A_pair_has_the_same_values_by_name_and_number_beside_the_unspecified_one(string name)
    {
        var types = Pairs[name].GetType().GenericTypeArguments;
        Assert.Equal(name, types[0].Name);
        Assert.Equal("Unspecified", Enum.GetName(types[0], 0));
        Assert.Equal(Values(types[0]).Where(value => value.Number != 0), Values(types[1]));

        IEnumerable<(string Name, int Number)> Values(Type type) => Enum.GetNames(type)
            .Select(value => (value, OfOtherNumbers.Contains(name) ? value == "Unspecified" ? 0 : 1 : (int)Enum.Parse(type, value)))
            .OrderBy(value => value.Item1, StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PairNames))]
    public void Each_value_becomes_the_one_of_its_name_and_back_and_no_other_is_taken(string name)
    {
        var pair = Pairs[name];
        var (proto, own) = (pair.GetType().GenericTypeArguments[0], pair.GetType().GenericTypeArguments[1]);
        foreach (var value in Enum.GetNames(own))
        {
            Assert.Equal(Enum.Parse(own, value), Call("Own", Enum.Parse(proto, value)));
            Assert.Equal(Enum.Parse(own, value), Call("FindOwn", Enum.Parse(proto, value)));
            Assert.Equal(Enum.Parse(proto, value), Call("Proto", Enum.Parse(own, value)));
        }

        Assert.Null(Call("FindOwn", Enum.ToObject(proto, 0)));
        Refuses<RpcException>("Own", Enum.ToObject(proto, 0));
        Refuses<RpcException>("Own", Enum.ToObject(proto, 999));
        Refuses<RpcException>("FindOwn", Enum.ToObject(proto, 999));
        Refuses<ArgumentOutOfRangeException>("Proto", Enum.ToObject(own, 999));

        object? Call(string method, object value) => pair.GetType().GetMethod(method)!.Invoke(pair, [value]);

        void Refuses<T>(string method, object value)
            where T : Exception =>
            Assert.IsType<T>(Assert.Throws<TargetInvocationException>(() => Call(method, value)).InnerException);
    }

    /// <summary>Methods that make one of the other, wherever they are: an unlisted value has no silent default there either.</summary>
    [Fact]
    public void No_other_mapping_takes_a_value_for_another()
    {
        var mappings = typeof(ProtoEnums).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.GetParameters() is [{ ParameterType.IsEnum: true }] && EnumOf(method.ReturnType) is not null)
            .Where(method => IsOfContracts(method.GetParameters()[0].ParameterType) != IsOfContracts(EnumOf(method.ReturnType)!))
            .ToArray();

        Assert.NotEmpty(mappings);
        foreach (var method in mappings)
        {
            var (from, to) = (method.GetParameters()[0].ParameterType, EnumOf(method.ReturnType)!);
            foreach (var value in Enum.GetNames(from).Where(value => value != "Unspecified"))
            {
                Assert.Equal(Enum.Parse(to, value), method.Invoke(null, [Enum.Parse(from, value)]));
            }

            Assert.Throws<TargetInvocationException>(() => method.Invoke(null, [Enum.ToObject(from, 999)]));
        }

        static Type? EnumOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } found ? found : null;

        static bool IsOfContracts(Type type) => type.Assembly == typeof(ActivityReflection).Assembly;
    }

    [Fact]
    public async Task A_value_that_is_not_known_is_refused_in_every_field_that_takes_one()
    {
        using var channel = GrpcChannel.ForAddress(server.Server.Address);
        var asked = new List<string>();
        foreach (var method in Files.SelectMany(file => file.Services).SelectMany(service => service.Methods))
        {
            if (method.IsClientStreaming || method.IsServerStreaming)
            {
                continue;
            }

            foreach (var (path, request) in WithUnknownValue(method.InputType, depth: 0))
            {
                var call = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes);
                var options = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30));
                var error = await Assert.ThrowsAsync<RpcException>(async () =>
                    await channel.CreateCallInvoker().AsyncUnaryCall(call, null, options, request.ToByteArray()));
                asked.Add($"{method.Name} {path}");
                Assert.Equal((asked[^1], StatusCode.InvalidArgument), (asked[^1], error.StatusCode));
                Assert.Contains(
                    error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations,
                    violation => violation.Reason == "UNKNOWN_VALUE"
                        && violation.Field.Split("[")[0].EndsWith(path.Split(".")[^1], StringComparison.Ordinal));
            }
        }

        Assert.Contains("AssignMember source", asked);
        Assert.Contains("GetEngagementScore method", asked);
    }

    // Each field of an enumeration, below at most two messages, with 999 in it and nothing else in the request. Fields that only the
    // service fills in are not read by it, and hold whatever they hold.
    private static IEnumerable<(string Path, IMessage Request)> WithUnknownValue(MessageDescriptor type, int depth)
    {
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            if (field.FieldType == FieldType.Enum && field.EnumType.File.Package == "buyinggroups.v1" && !IsOutput(field))
            {
                var message = type.Parser.ParseFrom([]);
                if (field.IsRepeated)
                {
                    ((System.Collections.IList)field.Accessor.GetValue(message)).Add(Enum.ToObject(field.EnumType.ClrType, 999));
                }
                else
                {
                    field.Accessor.SetValue(message, Enum.ToObject(field.EnumType.ClrType, 999));
                }

                yield return (field.Name, message);
            }
            else if (field.FieldType == FieldType.Message && !field.IsMap && !field.IsRepeated && depth < 2)
            {
                foreach (var (path, inner) in WithUnknownValue(field.MessageType, depth + 1))
                {
                    var message = type.Parser.ParseFrom([]);
                    field.Accessor.SetValue(message, inner);
                    yield return ($"{field.Name}.{path}", message);
                }
            }
        }
    }

    private static bool IsOutput(FieldDescriptor field) =>
        field.ContainingType.Name is nameof(RoleTemplate) or nameof(StageModel) or nameof(ScoringModel) && field.Name == "status";
}
