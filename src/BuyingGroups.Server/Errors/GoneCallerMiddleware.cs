namespace BuyingGroups.Server.Errors;

/// <summary>
/// Ends what fails since its caller is gone. Around everything, also what stands before the gRPC framework: what reaches the web server
/// from here it logs as an
/// error of ours, with a stack, and a caller that hangs up would fill the log.
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
