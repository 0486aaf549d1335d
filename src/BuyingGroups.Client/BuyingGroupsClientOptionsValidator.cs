using Microsoft.Extensions.Options;

namespace BuyingGroups.Client;

internal sealed class BuyingGroupsClientOptionsValidator : IValidateOptions<BuyingGroupsClientOptions>
{
    public ValidateOptionsResult Validate(string? name, BuyingGroupsClientOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(BuyingGroupsClientOptions options)
    {
        if (options.Address is not { IsAbsoluteUri: true })
        {
            yield return $"Address is '{options.Address}', but it has to be an absolute URI such as https://groups.example.com.";
        }

        if (options.DefaultDeadline != Timeout.InfiniteTimeSpan && !options.DefaultDeadline.IsWithin(Millisecond, TimeSpan.FromDays(1)))
        {
            yield return $"DefaultDeadline is {options.DefaultDeadline}, but it has to be 1 ms to 1 day, or infinite.";
        }

        if (options.MaxAttempts is < 1 or > 10)
        {
            yield return $"MaxAttempts is {options.MaxAttempts}, but it has to be 1 to 10.";
        }

        if (!options.InitialBackoff.IsWithin(Millisecond, Minute))
        {
            yield return $"InitialBackoff is {options.InitialBackoff}, but it has to be 1 ms to 1 minute.";
        }

        if (!options.MaxBackoff.IsWithin(options.InitialBackoff, Minute))
        {
            yield return $"MaxBackoff is {options.MaxBackoff}, but it has to be InitialBackoff ({options.InitialBackoff}) to 1 minute.";
        }

        if (options.BackoffMultiplier is not (>= 1 and <= 10))
        {
            yield return $"BackoffMultiplier is {options.BackoffMultiplier}, but it has to be 1 to 10.";
        }

        if (options.RetryTokens is < 1 or > 1000)
        {
            yield return $"RetryTokens is {options.RetryTokens}, but it has to be 1 to 1,000.";
        }

        if (options.RetryTokenRatio is not (>= 0.001 and <= 1000))
        {
            yield return $"RetryTokenRatio is {options.RetryTokenRatio}, but it has to be 0.001 to 1,000.";
        }
    }

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
}
