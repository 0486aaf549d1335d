using System.Collections.Concurrent;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Client.Tests;

/// <summary>A recorder over a real channel to a scripted server.</summary>
public abstract class ActivityRecorderSuite : IAsyncLifetime
{
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private BuyingGroupsClient _client = null!;

    protected ConcurrentQueue<(string ActivityId, Google.Rpc.Status Why)> Refused { get; } = [];

    protected ConcurrentQueue<Status> Interruptions { get; } = [];

    private protected ScriptedServer Server { get; set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await ScriptedServer.StartAsync();
        _client = BuyingGroupsClient.Create(Server.Address);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }

    protected static RecordResult Error(Google.Rpc.Code code) => new() { Error = new() { Code = (int)code, Message = "scripted" } };

    protected static Activity NewActivity(int number) =>
        new() { ActivityId = $"{number}", PersonId = "adam", ActivityType = "Visit Webpage" };

    protected static IEnumerable<string> Ids(int first, int count) => Enumerable.Range(first, count).Select(number => $"{number}");

    protected static async Task RecordAsync(ActivityRecorder recorder, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            await recorder.RecordAsync(NewActivity(number)).AsTask().WaitAsync(Generous);
        }
    }

    protected static Task FlushAsync(ActivityRecorder recorder) => recorder.FlushAsync().WaitAsync(Generous);

    protected static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Generous);
        while (!condition())
        {
            await Task.Delay(5, timeout.Token);
        }
    }

    protected ActivityRecorder Recorder(Action<ActivityRecorderOptions>? configure = null)
    {
        var options = new ActivityRecorderOptions
        {
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(20),
            Refused = (activity, why) => Refused.Enqueue((activity.ActivityId, why)),
            Interrupted = Interruptions.Enqueue,
        };
        configure?.Invoke(options);
        return new ActivityRecorder(_client.Activities, options);
    }
}
