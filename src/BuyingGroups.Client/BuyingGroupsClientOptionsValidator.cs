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

        if (options is { BearerToken: not null, Address: { IsAbsoluteUri: true, IsLoopback: false } plain }
            && plain.Scheme == Uri.UriSchemeHttp)
        {
            yield return $"BearerToken is set, but {plain} doesn't encrypt it: the address has to be an https one, or on loopback.";
        }

        if (options.ClientCertificate is { HasPrivateKey: false })
        {
            yield return "ClientCertificate has no private key, without which it proves nothing.";
        }

        if (options.ClientCertificate is not null && !IsHttps(options.Address))
        {
            yield return "ClientCertificate is set, but certificates are shown only to an https address.";
        }

        if (options.TrustedAuthorities is { Count: 0 })
        {
            yield return "TrustedAuthorities is empty, so that no service could be trusted.";
        }

        if (options.TrustedAuthorities is not null && !IsHttps(options.Address))
        {
            yield return "TrustedAuthorities is set, but only the services of https addresses have a certificate.";
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

    private static bool IsHttps(Uri? address) => address is { IsAbsoluteUri: true } && address.Scheme == Uri.UriSchemeHttps;

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
}
