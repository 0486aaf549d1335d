using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using BuyingGroups.Server.Services;
using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Storage.Sql;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Lists;

/// <summary>A page token is good for the request that it was made under, and for no other, whichever field differs.</summary>
public sealed class PageTokensTests
{
    private static readonly PageCursor Place = new("2026-03-04", "ann");

    private readonly PageTokens _tokens = new(RandomNumberGenerator.GetBytes(32));

    public static TheoryData<string> Lists => [.. ListMethod.All.Select(list => list.Name)];

    public static IEnumerable<object[]> Filters =>
        ListMethod.All.SelectMany(list => list.Filters.Select(filter => new object[] { list.Name, filter.Name }));

    [Fact]
    public void Every_list_has_a_request_of_its_own_with_a_size_and_a_token() =>
        Assert.All(
            ListMethod.All.GroupBy(list => list.Descriptor.InputType.FullName),
            lists => Assert.NotNull(Assert.Single(lists).Descriptor.InputType.FindFieldByName(PageTokens.SizeField)));

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_token_leads_to_its_place_whatever_the_size_of_the_page(string list)
    {
        var request = RequestOf(list);
        foreach (var filter in MethodOf(list).Filters)
        {
            Change(request, filter);
        }

        var token = Write(_tokens, request);

        Assert.Equal(new PageRequest(1, Place), Read(_tokens, MethodOf(list).Page(request, token)));
        Assert.Equal(new PageRequest(50), Read(_tokens, request));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_token_is_refused_once_a_field_of_the_request_is_another(string list, string filter)
    {
        var request = RequestOf(list);
        var token = Write(_tokens, request);

        Change(request, MethodOf(list).Descriptor.InputType.FindFieldByName(filter));

        Refuses(_tokens, MethodOf(list).Page(request, token));
    }

    [Fact]
    public void A_token_of_one_list_is_refused_by_every_other()
    {
        foreach (var from in ListMethod.All)
        {
            var token = Write(_tokens, RequestOf(from.Name));
            Assert.All(ListMethod.All.Except([from]), to => Refuses(_tokens, to.Page(RequestOf(to.Name), token)));
        }
    }

    [Fact]
    public void A_token_that_was_made_with_another_key_is_refused() =>
        Refuses(
            new PageTokens(RandomNumberGenerator.GetBytes(32)),
            MethodOf("ListRoles").Page(RequestOf("ListRoles"), Write(_tokens, RequestOf("ListRoles"))));

    [Fact]
    public void A_token_with_any_character_changed_is_refused()
    {
        var (list, token) = (MethodOf("ListRoles"), Write(_tokens, RequestOf("ListRoles")));
        // The last character may have bits that stand for nothing.
        for (var index = 0; index < token.Length - 1; index++)
        {
            var changed = token[index] == 'A' ? 'B' : 'A';
            Refuses(_tokens, list.Page(RequestOf(list.Name), $"{token[..index]}{changed}{token[(index + 1)..]}"));
        }

        for (var length = 1; length < token.Length - 1; length++)
        {
            Refuses(_tokens, list.Page(RequestOf(list.Name), token[..length]));
        }
    }

    private static ListMethod MethodOf(string list) => ListMethod.All.Single(method => method.Name == list);

    private static IMessage RequestOf(string list) => MethodOf(list).Descriptor.InputType.Parser.ParseFrom(ByteString.Empty);

    private static string Write(PageTokens tokens, IMessage request) => (string)Call(nameof(PageTokens.Write), tokens, request, Place);

    private static PageRequest Read(PageTokens tokens, IMessage request) => (PageRequest)Call(nameof(PageTokens.Read), tokens, request);

    private static void Refuses(PageTokens tokens, IMessage request) =>
        Refusal.Expect(Assert.Throws<RpcException>(() => Read(tokens, request)).GetRpcStatus(), PageTokens.TokenField, "MALFORMED");

    private static object Call(string name, PageTokens tokens, IMessage request, params object[] more) =>
        typeof(PageTokens).GetMethod(name)!.MakeGenericMethod(request.GetType())
            .Invoke(tokens, BindingFlags.DoNotWrapExceptions, binder: null, [request, .. more], culture: null)!;

    /// <summary>Gives a field a value that isn't its default.</summary>
    private static void Change(IMessage request, FieldDescriptor field)
    {
        object value = field.FieldType switch
        {
            FieldType.String => "x",
            FieldType.Int32 or FieldType.Enum => 1,
            FieldType.Int64 => 1L,
            FieldType.Bool => true,
            FieldType.Double => 1d,
            FieldType.Message => field.MessageType.Parser.ParseFrom(ByteString.Empty),
            _ => throw new NotSupportedException($"A field of the type {field.FieldType}: {field.FullName}"),
        };
        if (field.IsRepeated)
        {
            ((IList)field.Accessor.GetValue(request)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(request, value);
        }
    }
}
