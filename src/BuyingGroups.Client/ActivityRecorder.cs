using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using BuyingGroups.V1;

namespace BuyingGroups.Client;

/// <summary>
/// Records many activities: buffers them, sends them in batches and in order over one stream, and sends again whatever the server hasn't
/// acknowledged when the stream breaks or a store is away. The activities' ids keep them from counting twice. Safe to share between
/// threads.
/// </summary>
/// <remarks>
/// Activities are in memory until they are acknowledged. What must survive this process has to be kept by the caller until
/// <see cref="FlushAsync"/> or <see cref="DisposeAsync"/> returns. If a store answers UNAVAILABLE for some activities of a batch, later
/// batches that were already sent may be recorded before them.
/// </remarks>
public sealed class ActivityRecorder : IAsyncDisposable
{
    /// <summary>
    /// An activity with ids of 128 characters and a type of 100 has less than 2,000 bytes in UTF-8. With this bound, 1,000 activities stay
    /// below the 4 MB that the server accepts, and the buffer's memory is bounded too.
    /// </summary>
    private const int MaxActivityBytes = 4000;

    private readonly ActivityRecorderOptions _options;
    private readonly ActivityService.ActivityServiceClient _client;
    private readonly ActivityTally _tally;
    private readonly Channel<RecorderEntry> _buffer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<Exception?> _sending;
    private int _disposed;

    /// <summary>Starts a recorder. It connects once there is something to send.</summary>
    /// <param name="client">The client to send with; its channel must outlive the recorder.</param>
    /// <param name="options">The settings, which must not be changed afterwards; null means the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of bounds; the message says which.</exception>
    public ActivityRecorder(ActivityService.ActivityServiceClient client, ActivityRecorderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _options = options ?? new ActivityRecorderOptions();
        _options.Validate();
        _client = client;
        _tally = new ActivityTally(_options);
        _buffer = Channel.CreateBounded<RecorderEntry>(new BoundedChannelOptions(_options.BufferCapacity) { SingleReader = true });
        _sending = Task.Run(SendUntilStoppedAsync);
    }

    /// <summary>The outcomes of the activities so far.</summary>
    public ActivityRecorderCounts Counts => _tally.Counts;

    /// <summary>Buffers an activity; waits while the buffer is full.</summary>
    /// <param name="activity">The activity. It belongs to the recorder from now on, and must not be changed or reused.</param>
    /// <param name="cancellationToken">Cancels the wait; the activity is then not recorded.</param>
    /// <exception cref="ArgumentException">The activity has more than 4,000 bytes, which no valid one has.</exception>
    /// <exception cref="ObjectDisposedException">The recorder is disposed; the activity is not recorded.</exception>
    /// <exception cref="InvalidOperationException">The recorder has stopped because a callback threw.</exception>
    public ValueTask RecordAsync(Activity activity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(activity);
        var bytes = activity.CalculateSize();
        return bytes <= MaxActivityBytes
            ? BufferAsync(new RecorderEntry(activity), cancellationToken)
            : throw new ArgumentException(
                $"The activity has {bytes} bytes, more than the {MaxActivityBytes} of any valid one.", nameof(activity));
    }

    /// <summary>
    /// Sends what is buffered without waiting for full batches, and completes once everything that was recorded before this call has been
    /// acknowledged, whatever the outcome.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait only: the sending goes on.</param>
    /// <exception cref="ObjectDisposedException">The recorder is disposed.</exception>
    /// <exception cref="InvalidOperationException">The recorder has stopped because a callback threw.</exception>
    /// <exception cref="UnacknowledgedActivitiesException">The recorder stopped during the wait.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await BufferAsync(new RecorderEntry(Activity: null, flush), cancellationToken).ConfigureAwait(false);
        await flush.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Accepts no more activities, and waits until the rest is acknowledged, for at most
    /// <see cref="ActivityRecorderOptions.DisposeTimeout"/>.
    /// </summary>
    /// <exception cref="UnacknowledgedActivitiesException">
    /// The time-out passed, or a callback threw. The exception carries the unacknowledged activities.
    /// </exception>
    /// <exception cref="InvalidOperationException">A callback threw, but everything was acknowledged.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _buffer.Writer.TryComplete();
        _stop.CancelAfter(_options.DisposeTimeout);
        var failure = await _sending.ConfigureAwait(false);
        _stop.Dispose();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async ValueTask BufferAsync(RecorderEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await _buffer.Writer.WriteAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException exception)
        {
            ObjectDisposedException.ThrowIf(exception.InnerException is null, this);
            throw new InvalidOperationException(
                "The recorder has stopped. Dispose it to get what wasn't acknowledged.", exception.InnerException);
        }
    }

    /// <summary>The recorder's task. It never fails: a fault is its result, so that no exception goes unobserved.</summary>
    private async Task<Exception?> SendUntilStoppedAsync()
    {
        List<RecorderEntry> unsent = [];
        Exception? fault = null;
        try
        {
            await SendAsync(unsent);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        _buffer.Writer.TryComplete(fault);
        while (_buffer.Reader.TryRead(out var entry))
        {
            unsent.Add(entry);
        }

        var activities = unsent.Select(entry => entry.Activity).OfType<Activity>().ToList();
        var failure = activities.Count == 0
            ? fault
            : new UnacknowledgedActivitiesException(
                activities, fault?.Message ?? $"The recorder was disposed, and gave up after {_options.DisposeTimeout}.", fault);
        foreach (var flush in unsent.Select(entry => entry.Flush).OfType<TaskCompletionSource>())
        {
            if (failure is null)
            {
                flush.TrySetResult();
            }
            else
            {
                flush.TrySetException(failure);
                _ = flush.Task.Exception; // Observed here, because whoever waited may have cancelled the wait.
            }
        }

        return failure;
    }

    private async Task SendAsync(List<RecorderEntry> unsent)
    {
        var backoff = _options.InitialBackoff;
        while (unsent.Count > 0 || await _buffer.Reader.WaitToReadAsync(_stop.Token))
        {
            var stream = new ActivityStream(_options, _buffer.Reader, unsent, _tally);
            if (await stream.RunAsync(_client, _stop.Token) is not { } interruption)
            {
                continue;
            }

            _options.OnInterrupted(interruption);
            backoff = stream.HasProgressed ? _options.InitialBackoff : backoff;
            await Task.Delay(backoff * (1 - (Random.Shared.NextDouble() / 2)), _stop.Token);
            backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, _options.MaxBackoff.Ticks));
        }
    }
}
