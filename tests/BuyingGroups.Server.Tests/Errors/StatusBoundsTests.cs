using System.Globalization;
using System.Net;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage;
using BuyingGroups.V1;
using CsCheck;
using Google.Protobuf;
using Google.Rpc;
using Xunit;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Tests.Errors;

/// <summary>An error arrives, however much is wrong: in the trailers that clients and proxies let through.</summary>
public sealed class StatusBoundsTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private static readonly Gen<string> Text = Gen.Select(
        Gen.OneOf(Gen.OneOf("a", "%", "é", "漢", "\ud83d\ude00", "\ud83d", "\n"), Gen.Char.Select(unit => unit.ToString())),
        Gen.OneOf(Gen.Int[0, 20], Gen.Int[0, 600], Gen.Int[0, 10_000]),
        (unit, length) => string.Concat(Enumerable.Repeat(unit, length)));

    private static readonly Gen<BadRequest.Types.FieldViolation[]> Violations = Gen.Select(
        Gen.Select(
            Text,
            Text,
            (field, description) => new BadRequest.Types.FieldViolation
            {
                Field = Whole(field),
                Description = Whole(description),
                Reason = "OUT_OF_RANGE",
            }).Array[1, 3],
        Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 60], Gen.Int[1, 2_000]),
        (some, count) => Enumerable.Range(0, count).Select(i => some[i % some.Length]).ToArray());

    [Fact]
    public void However_many_violations_of_whatever_length_there_are_the_first_arrives_and_the_others_are_counted() =>
        Violations.Sample(
            violations =>
            {
                var status = Arrived(RpcErrors.InvalidArgument(violations));
                var told = status.GetDetail<BadRequest>().FieldViolations;
                Assert.Equal(violations.Length, told.Count + MoreOf(status));
                Assert.True(IsCut(violations[0].Field, told[0].Field) && IsCut(violations[0].Description, told[0].Description));
                Assert.Equal("OUT_OF_RANGE", told[0].Reason);
                Assert.True(violations.Length == told.Count || status.Message.EndsWith(" more", StringComparison.Ordinal));
                // An item of a batch, whose paths are longer.
                var item = Arrived(RpcErrors.InvalidArgument(violations).Under("requests[999]."));
                Assert.Equal(violations.Length, item.GetDetail<BadRequest>().FieldViolations.Count + MoreOf(item));
                Assert.StartsWith("requests[999].", item.GetDetail<BadRequest>().FieldViolations[0].Field, StringComparison.Ordinal);
            },
            iter: 2_000);

    [Fact]
    public void Rules_that_forbid_a_call_and_what_exists_already_arrive_too() =>
        Gen.Select(Text, Text, Gen.Int[1, 500]).Sample(
            (subject, description, count) =>
            {
                var rule = new FailedPrecondition("IN_USE", subject, description);
                var failed = Arrived(RpcErrors.FailedPrecondition([.. Enumerable.Repeat(rule, count)]));
                Assert.Equal(count, failed.GetDetail<PreconditionFailure>().Violations.Count + MoreOf(failed));
                Assert.True(IsCut(Whole(subject), failed.GetDetail<PreconditionFailure>().Violations[0].Subject));
                var exists = Arrived(RpcErrors.AlreadyExists(ResourceTypes.Account, subject, description));
                Assert.True(IsCut(Whole(subject), exists.GetDetail<ResourceInfo>().ResourceName));
                Arrived(RpcErrors.NotFound(ResourceTypes.Account, subject));
                Arrived(RpcErrors.EtagMismatch(ResourceTypes.Account, subject));
                Arrived(RpcErrors.MissingScope(subject, [description]));
                Arrived(RpcErrors.OutOfRange("POSITION_AHEAD", description));
            },
            iter: 2_000);

    [Fact]
    public void An_id_of_any_characters_is_told_whole()
    {
        var id = string.Concat(Enumerable.Repeat("漢", 128));

        Assert.Equal(id, Arrived(RpcErrors.NotFound(ResourceTypes.Account, id)).GetDetail<ResourceInfo>().ResourceName);
    }

    [Fact]
    public void A_batch_of_errors_is_no_larger_than_a_message_may_be()
    {
        var violation = new BadRequest.Types.FieldViolation
        {
            Field = new string('f', 9_999),
            Description = new string('漢', 9_999),
            Reason = "TOO_LONG",
        };
        var error = RpcErrors.InvalidArgument([.. Enumerable.Repeat(violation, 100)]);

        Assert.InRange(1_000 * (error.CalculateSize() + 8), 1, 4 * 1024 * 1024);
    }

    [Fact]
    public async Task A_condition_that_is_wrong_in_many_deep_places_is_answered_within_the_trailers_that_nginx_lets_through()
    {
        using var http = new HttpClient();
        var body = new TestAccountConditionRequest { Condition = new() { Tree = Wide() } }.ToByteArray();
        var method = new Uri(server.Server.Address, "/buyinggroups.v1.DirectoryService/TestAccountCondition");
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(body.Length)), .. body]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));

        using var response = await http.SendAsync(request);

        var headers = response.Headers.Concat(response.Content.Headers).Concat(response.TrailingHeaders).ToArray();
        Assert.Equal("3", Assert.Single(headers.Single(header => header.Key == "grpc-status").Value));
        Assert.InRange(headers.Sum(header => header.Key.Length + header.Value.Sum(value => value.Length)), 500, 4_096);
        var details = headers.Single(header => header.Key == "grpc-status-details-bin").Value.Single();
        var status = RpcStatus.Parser.ParseFrom(Convert.FromBase64String(details));
        Assert.Equal(20, status.GetDetail<BadRequest>().FieldViolations.Count + MoreOf(status));
    }

    private static ConditionTree Wide() => new() { Any = new() { Conditions = { Enumerable.Range(0, 20).Select(i => Deep(5, i)) } } };

    private static ConditionTree Deep(int levels, int number)
    {
        var fine = new ConditionTree { Predicate = new() { Attribute = "region", Operator = ConditionOperator.IsEmpty } };
        return levels == 1
            ? new ConditionTree { Predicate = new() { Attribute = $"überraschung {number}", Operator = ConditionOperator.IsEmpty } }
            : new ConditionTree { All = new() { Conditions = { fine, Deep(levels - 1, number) } } };
    }

    /// <summary>The status as a client reads it from trailers that have room for it.</summary>
    private static RpcStatus Arrived(RpcStatus status)
    {
        var bytes = status.ToByteArray();
        var message = StatusBounds.PercentEncode(status.Message);
        var names = "grpc-status".Length + "grpc-message".Length + "grpc-status-details-bin".Length;
        var total = names + 2 + message.Length + Convert.ToBase64String(bytes).Length;
        Assert.InRange(total, 1, 4_096);
        Assert.Equal(total, StatusBounds.TrailerBytes(status));
        Assert.Equal(status.Message, Uri.UnescapeDataString(message));
        return RpcStatus.Parser.ParseFrom(bytes);
    }

    private static int MoreOf(RpcStatus status) =>
        status.GetDetail<ErrorInfo>().Metadata.TryGetValue("more_violations", out var more)
            ? int.Parse(more, CultureInfo.InvariantCulture)
            : 0;

    private static bool IsCut(string whole, string told) =>
        told == whole || (told.EndsWith('…') && Whole(whole).StartsWith(told[..^1], StringComparison.Ordinal));

    // What is no text of Unicode can't be told.
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
