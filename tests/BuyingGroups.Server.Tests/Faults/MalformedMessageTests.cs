using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Xunit;
using Account = BuyingGroups.V1.Account;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>Bytes that aren't a message of the method are the caller's fault, and the error names the field where there is one.</summary>
public sealed class MalformedMessageTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>, IDisposable
{
    /// <summary>Stands for bytes that aren't UTF-8.</summary>
    private const string Bad = "@@";

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(message => message, message => message);

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(server.Server.Address);

    public void Dispose() => _channel.Dispose();

    public static TheoryData<string, string, IMessage, string> BadTexts => new()
    {
        { "ScoreService", "GetEngagementScore", new GetEngagementScoreRequest { BuyingGroupId = Bad }, "buying_group_id" },
        {
            "ActivityService", "RecordActivity", new RecordActivityRequest { Activity = new() { ActivityId = Bad } },
            "activity.activity_id"
        },
        {
            "ActivityService", "BatchRecordActivities",
            new BatchRecordActivitiesRequest
            {
                Activities = { new Activity { PersonId = "good", Count = 7 }, new Activity { ActivityId = "é€", PersonId = Bad } },
            },
            "activities[1].person_id"
        },
        {
            "ScoreService", "BatchGetEngagementScores",
            new BatchGetEngagementScoresRequest { BuyingGroupIds = { "a", "b", Bad, "d" } },
            "buying_group_ids[2]"
        },
        {
            "DirectoryService", "BatchUpsertAccounts",
            new BatchUpsertAccountsRequest { Accounts = { new Account(), new Account { AccountId = "a", ProductsOwned = { "", Bad } } } },
            "accounts[1].products_owned[1]"
        },
        {
            "DirectoryService", "BatchUpsertAccounts",
            new BatchUpsertAccountsRequest
            {
                Accounts = { new Account { CustomAttributes = { { "first", new() { Text = "x" } }, { "tier", new() { Text = Bad } } } } },
            },
            "accounts[0].custom_attributes[\"tier\"].text"
        },
        {
            "DirectoryService", "BatchUpsertPeople",
            new BatchUpsertPeopleRequest { People = { new Person { CustomAttributes = { { Bad, new() { Number = 1 } } } } } },
            "people[0].custom_attributes"
        },
        {
            "DirectoryService", "BatchUpsertPeople",
            new BatchUpsertPeopleRequest
            {
                People = { new Person { CustomAttributes = { { new string('k', 100_000), new() { Text = Bad } } } } },
            },
            "people[0].custom_attributes.text"
        },
    };

    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task Malformed_UTF8_names_the_field(string service, string method, IMessage request, string field)
    {
        var error = await ErrorOf(service, method, Damaged(request));

        var violation = ViolationOf(error);
        Assert.Equal((field, "isn't well-formed UTF-8", "MALFORMED"), (violation.Field, violation.Description, violation.Reason));
        Assert.Equal($"{field} isn't well-formed UTF-8", error.Status.Detail);
    }

    [Theory]
    [InlineData("0aff")] // a length beyond the end
    [InlineData("ffffffffff")] // no tag
    [InlineData("08")] // a tag without a value
    [InlineData("00")] // the field number 0
    [InlineData("0c")] // the end of a group that didn't begin
    [InlineData("7b7b7b")] // groups without end
    [InlineData("0a0161aa06ff")] // a good field, then a length beyond the end
    public async Task Bytes_that_are_no_message_are_an_invalid_argument(string hex) =>
        AssertMalformed(await ErrorOf("ScoreService", "GetEngagementScore", Convert.FromHexString(hex)));

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_fine_in_fields_that_the_contract_does_not_have()
    {
        var error = await ErrorOf("ScoreService", "GetEngagementScore", Convert.FromHexString("0a0161aa0602c328"));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task Random_bytes_never_make_a_fault_of_the_server()
    {
        var random = new Random(20260801);
        var services = new[]
        {
            DirectoryService.Descriptor, RoleService.Descriptor, RoleTemplateService.Descriptor, SolutionInterestService.Descriptor,
            ScoringModelService.Descriptor, BuyingGroupService.Descriptor, MembershipService.Descriptor, ActivityService.Descriptor,
            ScoreService.Descriptor, AudienceService.Descriptor,
        };
        foreach (var method in services.SelectMany(service => service.Methods).Where(method => !method.IsClientStreaming))
        {
            for (var i = 0; i < 20; i++)
            {
                var payload = new byte[random.Next(1, 40)];
                random.NextBytes(payload);
                payload[0] = 0x0a; // Mostly the first field, so that some get further.
                payload[^1] &= 0x7f;
                var outcome = await Outcome(method, payload);
                Assert.False(
                    outcome is StatusCode.Unknown or StatusCode.Internal,
                    $"{method.FullName} answers {outcome} to {Convert.ToHexString(payload)}");
            }
        }

        async Task<StatusCode> Outcome(MethodDescriptor method, byte[] payload)
        {
            try
            {
                await Call(method.Service.Name, method.Name, payload);
                return StatusCode.OK;
            }
            catch (RpcException error)
            {
                return error.StatusCode;
            }
        }
    }

    public static TheoryData<string, byte[], string> BadStreamMessages => new()
    {
        {
            "bad text",
            Damaged(new StreamRecordActivitiesRequest { Activities = { new Activity(), new Activity { PersonId = Bad } } }),
            "activities[1].person_id"
        },
        { "no message", [0xff], "" },
    };

    [Theory]
    [MemberData(nameof(BadStreamMessages))]
    public async Task A_malformed_message_within_a_stream_ends_the_stream_after_the_answers_before_it(string what, byte[] bad, string field)
    {
        _ = what;
        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        var person = await scenario.PersonAsync("Ada");
        var method = new Method<byte[], byte[]>(
            MethodType.DuplexStreaming, "buyinggroups.v1.ActivityService", "StreamRecordActivities", Bytes, Bytes);
        using var call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions());

        await call.RequestStream.WriteAsync(new StreamRecordActivitiesRequest
        {
            Activities = { Scenario.Activity(person, "Visit Webpage", DateTimeOffset.UtcNow) },
        }.ToByteArray());
        await call.RequestStream.WriteAsync(bad);

        Assert.True(await call.ResponseStream.NextAsync());
        var answer = StreamRecordActivitiesResponse.Parser.ParseFrom(call.ResponseStream.Current);
        Assert.Equal(RecordOutcome.Recorded, Assert.Single(answer.Results).Outcome);
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.NextAsync());
        var violation = ViolationOf(error);
        Assert.Equal((field, field.Length == 0 ? "MALFORMED_MESSAGE" : "MALFORMED"), (violation.Field, violation.Reason));
    }

    [Theory]
    [InlineData("")] // no message at all
    [InlineData("0a0161")] // a message without its prefix
    [InlineData("000000")] // half a prefix
    [InlineData("00000000050a0161")] // a length beyond the end
    [InlineData("00ffffffff0a0161")] // a length beyond all bounds
    [InlineData("01000000030a0161")] // compressed, but no header says how
    [InlineData("02000000030a0161")] // a flag that gRPC doesn't have
    [InlineData("00000000030a016100")] // a byte too many
    [InlineData("00000000030a016100000000030a0161")] // two messages
    public async Task A_single_request_that_is_misframed_is_an_invalid_argument(string hex) =>
        AssertMalformed(await RawErrorOf("ScoreService/GetEngagementScore", hex));

    [Theory]
    [InlineData("0a0161")]
    [InlineData("00000000050a0161")]
    [InlineData("00ffffffff0a0161")]
    [InlineData("01000000030a0161")]
    [InlineData("02000000030a0161")]
    public async Task A_stream_that_is_misframed_is_an_invalid_argument(string hex) =>
        AssertMalformed(await RawErrorOf("ActivityService/StreamRecordActivities", hex));

    [Theory]
    [InlineData("ScoreService/GetEngagementScore")]
    [InlineData("ActivityService/StreamRecordActivities")]
    public async Task Compressed_bytes_that_cannot_be_decompressed_are_an_invalid_argument(string method) =>
        AssertMalformed(await RawErrorOf(method, "01000000030a0161", encoding: "gzip"));

    [Fact]
    public async Task Health_and_reflection_answer_as_ever()
    {
        var health = await new Health.HealthClient(_channel).CheckAsync(new() { Service = "buyinggroups.v1.ScoreService" });
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);

        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { ListServices = "" });
        Assert.True(await call.ResponseStream.NextAsync());
        Assert.Contains(
            call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "buyinggroups.v1.ActivityService");

        var error = await ErrorOf("grpc.health.v1.Health", "Check", Damaged(new HealthCheckRequest { Service = Bad }));
        Assert.Equal("service", ViolationOf(error).Field);
    }

    private static byte[] Damaged(IMessage message)
    {
        var bytes = message.ToByteArray();
        var bad = bytes.AsSpan().IndexOf("@@"u8);
        bytes[bad] = 0xc3;
        bytes[bad + 1] = 0x28;
        return bytes;
    }

    private async Task<byte[]> Call(string service, string name, byte[] request)
    {
        var fullName = service.Contains('.') ? service : $"buyinggroups.v1.{service}";
        return await _channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<byte[], byte[]>(MethodType.Unary, fullName, name, Bytes, Bytes),
            null,
            new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30)),
            request);
    }

    private Task<RpcException> ErrorOf(string service, string method, byte[] request) =>
        Assert.ThrowsAsync<RpcException>(() => Call(service, method, request));

    private static BadRequest.Types.FieldViolation ViolationOf(RpcException error)
    {
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        return Assert.Single(error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations);
    }

    private static void AssertMalformed(RpcException error)
    {
        var violation = ViolationOf(error);
        Assert.Equal(("", "MALFORMED_MESSAGE"), (violation.Field, violation.Reason));
        Assert.Equal("The request isn't a well-formed message of this method.", error.Status.Detail);
    }

    /// <summary>Posts bytes as they are, which no gRPC client would.</summary>
    private async Task<RpcException> RawErrorOf(string method, string hex, string? encoding = null)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(Convert.FromHexString(hex));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Server.Address, $"buyinggroups.v1.{method}"))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new("trailers"));
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        using var response = await client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        var trailers = response.TrailingHeaders.Concat(response.Headers)
            .ToDictionary(header => header.Key, header => header.Value.Single());
        var code = (StatusCode)int.Parse(trailers["grpc-status"], CultureInfo.InvariantCulture);
        return new RpcException(
            new Grpc.Core.Status(code, Uri.UnescapeDataString(trailers["grpc-message"])),
            new Metadata { { "grpc-status-details-bin", Convert.FromBase64String(trailers["grpc-status-details-bin"]) } });
    }
}
