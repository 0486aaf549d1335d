using System.Reflection;
using BuyingGroups.Server.Services;
using BuyingGroups.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace BuyingGroups.Server.Tests.Lists;

/// <summary>A method of the contracts that answers page by page, found by its request's field for the token.</summary>
public sealed record ListMethod(MethodDescriptor Descriptor)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(message => message, message => message);

    /// <summary>Every one of every service.</summary>
    public static IReadOnlyList<ListMethod> All { get; } =
    [
        .. typeof(CommonReflection).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(CommonReflection).Namespace)
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .Where(method => method.InputType.FindFieldByName(PageTokens.TokenField) is not null)
            .Select(method => new ListMethod(method))
            .OrderBy(method => method.Name, StringComparer.Ordinal),
    ];

    public string Name => Descriptor.Name;

    /// <summary>The fields of the request that say what is listed.</summary>
    public IEnumerable<FieldDescriptor> Filters =>
        Descriptor.InputType.Fields.InDeclarationOrder()
            .Where(filter => filter.Name is not (PageTokens.SizeField or PageTokens.TokenField));

    /// <summary>The same request, for a page of one item after a token.</summary>
    public IMessage Page(IMessage request, string token = "")
    {
        var page = Descriptor.InputType.Parser.ParseFrom(request.ToByteArray());
        Descriptor.InputType.FindFieldByName(PageTokens.SizeField).Accessor.SetValue(page, 1);
        Descriptor.InputType.FindFieldByName(PageTokens.TokenField).Accessor.SetValue(page, token);
        return page;
    }

    /// <summary>The token of the page after; empty on the last.</summary>
    public string NextToken(IMessage answer) => (string)Descriptor.OutputType.FindFieldByName("next_page_token").Accessor.GetValue(answer);

    public async Task<IMessage> CallAsync(ChannelBase channel, IMessage request)
    {
        var method = new Method<byte[], byte[]>(MethodType.Unary, Descriptor.Service.FullName, Name, Bytes, Bytes);
        var answer = await channel.CreateCallInvoker().AsyncUnaryCall(
            method, null, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30)), request.ToByteArray());
        return Descriptor.OutputType.Parser.ParseFrom(answer);
    }
}
