using System.Security.Claims;
using BuyingGroups.Server.Errors;
using Grpc.AspNetCore.Server;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Security;

/// <summary>
/// Identifies the caller, and refuses callers who may not call the method. Stands before the gRPC framework, so that nothing of a refused
/// call is read, and all kinds of streams pass the same few lines. <see cref="Caller"/> decides what the scopes allow as the source of a
/// command.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, SecurityOptions options, ClientCertificates certificates)
{
    private readonly string _wanted = (options.AcceptsTokens, options.AcceptsCertificates) switch
    {
        (true, true) => "a token in the metadata, 'authorization: Bearer …', or a client certificate",
        (true, false) => "a token in the metadata, 'authorization: Bearer …'",
        _ => "a client certificate",
    };

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is not { } method
            || MethodScopes.IsOpen(method.ServiceName))
        {
            await next(context);
            return;
        }

        if (!options.Authenticates)
        {
            context.User = CallerClaims.Local;
            await next(context);
            return;
        }

        var (principal, refusal) = await IdentifyAsync(context);
        if ((refusal ?? RefusalOf(principal!, method.FullName)) is { } refused)
        {
            context.Response.Answer(refused);
            return;
        }

        context.User = principal!;
        await next(context);
    }

    /// <summary>
    /// A token takes precedence over a certificate: a caller that sends both connects as one and speaks as the other. So any metadata in
    /// the place of a token that isn't one readable token refuses the call: whoever sent it didn't mean to speak as the certificate.
    /// </summary>
    private async Task<(ClaimsPrincipal? Principal, RpcStatus? Refusal)> IdentifyAsync(HttpContext context)
    {
        if (BearerTokens.AreSent(context.Request))
        {
            if (options.AcceptsTokens && BearerTokens.IsOne(context.Request))
            {
                return await BearerTokens.AuthenticateAsync(context);
            }

            return (null, RpcErrors.Unauthenticated(
                options.AcceptsTokens
                    ? "The metadata 'authorization' isn't one token, 'Bearer …'."
                    : $"This server takes no tokens, and the call has the metadata 'authorization'. It needs {_wanted} alone.",
                "INVALID_TOKEN"));
        }

        if (!options.AcceptsCertificates || context.Connection.ClientCertificate is not { } certificate)
        {
            return (null, RpcErrors.Unauthenticated($"The call doesn't say who makes it. It needs {_wanted}.", "MISSING_CREDENTIALS"));
        }

        return certificates.ClientOf(certificate) is { } client
            ? (client, null)
            : (null, RpcErrors.Unauthenticated(
                $"The certificate of '{certificate.Subject}' is of no client that this server knows.", "UNKNOWN_CERTIFICATE"));
    }

    private static RpcStatus? RefusalOf(ClaimsPrincipal principal, string method)
    {
        if (CallerClaims.NameOf(principal) is not { } name)
        {
            return RpcErrors.Unauthenticated(
                $"The token doesn't say whose it is: its client_id, azp or sub has to be {CallerClaims.NameRule}.", "INVALID_TOKEN");
        }

        if (MethodScopes.Of(method) is not { } anyOf)
        {
            return RpcErrors.ClosedMethod(method);
        }

        var scopes = CallerClaims.ScopesOf(principal);
        return anyOf.Any(scopes.Contains) ? null : RpcErrors.MissingScope(name, anyOf);
    }
}
