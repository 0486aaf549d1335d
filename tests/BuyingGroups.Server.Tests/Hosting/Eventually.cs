using System.Diagnostics;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>Waits, within bounds, for what must come about by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns once the condition holds.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"{what} took too long");
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
                return await call();
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable && watch.Elapsed < Patience)
            {
                await Task.Delay(50);
            }
        }
    }
}
