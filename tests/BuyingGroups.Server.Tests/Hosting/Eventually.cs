using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>
/// Waits for what must come about by itself: each wait has a bound, and says what it was for when that is over. A test that waits in
/// another way hangs instead of failing.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns once the condition holds.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Returns once the condition holds, which is asked for again and again.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition().EndsAsync(what))
        {
            Assert.True(watch.Elapsed < Patience, TooLong(what));
            await Task.Delay(10);
        }
    }

    /// <summary>Calls until the answer isn't UNAVAILABLE; any other error is thrown.</summary>
    public static async Task<T> AnswersAsync<T>(Func<Task<T>> call)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await call().EndsAsync("the answer");
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable && watch.Elapsed < Patience)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Returns once the task has ended, with its result or its exception.</summary>
    public static async Task EndsAsync(this Task task, string what)
    {
        await task.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(task.IsCompleted, TooLong(what));
        await task;
    }

    /// <summary>Returns once the task has ended, with its result or its exception.</summary>
    public static async Task<T> EndsAsync<T>(this Task<T> task, string what)
    {
        await ((Task)task).EndsAsync(what);
        return await task;
    }

    /// <summary>Waits for the next message of a stream, or its end.</summary>
    /// <returns>Whether there is a message.</returns>
    public static Task<bool> NextAsync<T>(
        this IAsyncStreamReader<T> stream, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        stream.MoveNext(CancellationToken.None)
            .EndsAsync($"the next {typeof(T).Name} of the stream that {Path.GetFileName(file)} reads in line {line}");

    /// <summary>All messages of a stream, to its end.</summary>
    public static async IAsyncEnumerable<T> ToEndAsync<T>(
        this IAsyncStreamReader<T> stream, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        while (await stream.NextAsync(file, line))
        {
            yield return stream.Current;
        }
    }

    private static string TooLong(string what) => $"{what} took more than {Patience.TotalSeconds:0} seconds";
}
