using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Security;
using BuyingGroups.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>A caller can't make the log shout, nor write in it as if it were the server.</summary>
public sealed class QuietLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cancelled_calls_passed_deadlines_and_broken_messages_are_no_errors()
    {
        await using var server = await ServerProcess.ServeAsync(_folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ada = await scenario.MemberAsync("Ada", Scenario.DecisionMaker);
        for (var round = 0; round < 300; round++)
        {
            // Cut off at every moment: before the server has read the request, while it works, while it answers.
            using var cut = new CancellationTokenSource(TimeSpan.FromMicroseconds(round * 20));
            await EndAsync(async () => await server.Client.Scores.ExplainEngagementScoreAsync(
                new() { BuyingGroupId = scenario.GroupId }, cancellationToken: cut.Token));
            await EndAsync(async () => await server.Client.Activities.RecordActivityAsync(
                new() { Activity = Scenario.Activity(ada, "Visit Webpage", DateTimeOffset.UtcNow) },
                deadline: DateTime.UtcNow.AddMicroseconds(round * 20)));
        }

        await SendBrokenAsync(server.Address);
        using (var watching = server.Client.Events.WatchEvents(new() { AfterPosition = 0 }))
        {
            await watching.ResponseStream.MoveNext(default);
        }

        await server.StopAsync();

        var log = await server.Output;
        Assert.DoesNotContain("fail:", log, StringComparison.Ordinal);
        Assert.DoesNotContain("crit:", log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_a_strangers_certificate_is_logged_in_one_visible_line()
    {
        using var certificates = new TestCertificates(_folder.Path);
        (string Key, string Value)[] settings =
        [
            .. certificates.ServerSettings(),
            ("Security:ClientCertificateAuthority", certificates.AuthorityFile),
            ("Security:Certificates:0:Match", "subject:CN=crm,O=Example"),
            ("Security:Certificates:0:Name", "crm"),
            ("Security:Certificates:0:Scopes", "definitions.read"),
        ];
        await using var server = await ServerProcess.ServeAsync(
            Path.Combine(_folder.Path, "data"), [.. settings.SelectMany(setting => new[] { "--set", $"{setting.Key}={setting.Value}" })]);

        await ConnectAsync(server.Address, "\u001b[31mcrm\nfail: BuyingGroups.Server[0]\n      The server is on fire");
        await server.StopAsync();

        var log = await server.Output;
        Assert.Contains(@"\u001B[31mcrm\nfail: BuyingGroups.Server[0]\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', log);
        Assert.DoesNotContain(
            log.Split('\n'),
            line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("warn:", StringComparison.Ordinal));
    }

    private static async Task ConnectAsync(Uri address, string commonName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = [certificate],
                ApplicationProtocols = [SslApplicationProtocol.Http2],
#pragma warning disable CA5359 // Whom the stranger talks to doesn't matter.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            });
            // With TLS 1.3 the refusal comes with the first bytes.
            await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // Refused, as it has to be.
        }
    }

    private static async Task SendBrokenAsync(Uri address)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var garbage = new Method<byte[], byte[]>(
            MethodType.Unary,
            RoleService.Descriptor.FullName,
            "ListRoles",
            Marshallers.Create(bytes => bytes, bytes => bytes),
            Marshallers.Create(bytes => bytes, bytes => bytes));
        await EndAsync(async () => await channel.CreateCallInvoker().AsyncUnaryCall(garbage, null, default, [0x0a, 0xff, 0xff]));
        using var client = new HttpClient
        {
            DefaultRequestVersion = new Version(2, 0),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var body in new byte[][] { [], [9, 9, 9], [0, 0, 0, 0, 9, 1], [1, 0, 0, 0, 0] })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/{RoleService.Descriptor.FullName}/ListRoles"))
            {
                Version = new Version(2, 0),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/grpc") } },
            };
            using var answer = await client.SendAsync(request);
        }
    }

    private static async Task EndAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException)
        {
            // However it ended.
        }
    }
}
