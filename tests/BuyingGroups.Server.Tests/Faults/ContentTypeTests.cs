using System.Globalization;
using System.Net;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Security;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>
/// gRPC over HTTP/2: "If Content-Type does not begin with "application/grpc", gRPC servers SHOULD respond with HTTP status of 415
/// (Unsupported Media Type). This will prevent other HTTP/2 clients from interpreting a gRPC error response, which uses status 200 (OK), as
/// successful."
/// </summary>
public sealed class ContentTypeTests(EmbeddedServer server, SecuredServer secured)
    : IClassFixture<EmbeddedServer>, IClassFixture<SecuredServer>
{
    private const string Unary = "buyinggroups.v1.ScoreService/GetEngagementScore";

    // A message with the field 1 set to "a", framed as gRPC frames it.
    private static readonly byte[] Framed = Convert.FromHexString("00000000030a0161");

    [Theory]
    [InlineData(Unary, null)]
    [InlineData(Unary, "")]
    [InlineData(Unary, "application/json")]
    [InlineData(Unary, "text/plain; charset=utf-8")]
    [InlineData(Unary, "application/x-www-form-urlencoded")]
    [InlineData(Unary, "application/grp")]
    [InlineData(Unary, "application/grpcish")]
    [InlineData(Unary, "application/grpc-web+proto")]
    [InlineData("buyinggroups.v1.ActivityService/StreamRecordActivities", "application/json")]
    [InlineData("buyinggroups.v1.EventService/WatchEvents", "application/json")]
    [InlineData("grpc.health.v1.Health/Check", "application/json")]
    public async Task A_request_that_is_not_gRPC_is_415_and_no_gRPC_error(string method, string? contentType)
    {
        using var response = await PostAsync(server.Server.Address, method, contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/grpc", Assert.Single(response.Headers.GetValues("accept")));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.DoesNotContain(
            response.Headers.Concat(response.TrailingHeaders), header => header.Key.StartsWith("grpc-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    [InlineData("Application/gRPC")]
    public async Task A_request_that_is_gRPC_is_answered(string contentType)
    {
        using var response = await PostAsync(server.Server.Address, Unary, contentType);
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var status = response.Headers.Concat(response.TrailingHeaders).Single(header => header.Key == "grpc-status").Value.Single();
        Assert.Equal(StatusCode.NotFound, (StatusCode)int.Parse(status, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Who_would_be_refused_learns_first_that_it_is_not_gRPC()
    {
        using var response = await PostAsync(secured.Address, Unary, "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(Uri address, string method, string? contentType)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var content = new ByteArrayContent(Framed);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("content-type", contentType);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, method))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new("trailers"));
        return await client.SendAsync(request);
    }
}
