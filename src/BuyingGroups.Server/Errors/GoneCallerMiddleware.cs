namespace BuyingGroups.Server.Errors;

/// <summary>
/// Ends requests that fail because their caller has gone. Stands around everything, including what comes before the gRPC framework: the web
/// server logs whatever exception reaches it as an error of the server with a stack trace, and callers that hang up would fill the log.
/// </summary>
internal sealed class GoneCallerMiddleware(RequestDelegate next, ILogger<GoneCallerMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("{Path} ended without its caller: {Reason}", context.Request.Path, exception.Message);
        }
    }
}
