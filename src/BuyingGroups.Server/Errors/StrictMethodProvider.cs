using System.Reflection;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// Binds the methods of services as the gRPC framework does, except that bytes that aren't a message of the method are answered with the
/// errors of the contracts. The framework reads a request before any interceptor runs, and answers UNKNOWN if it can't parse it.
/// </summary>
internal sealed class StrictMethodProvider<TService> : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        var generated = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException($"{typeof(TService)} doesn't derive from the generated base of a service.");
        var bind = generated.BindType.GetMethods().Single(method =>
            method.Name == generated.BindMethodName
            && method.GetParameters() is [var binder, _]
            && binder.ParameterType == typeof(ServiceBinderBase));
        bind.Invoke(null, [new Binder(context), null]);
    }

    private sealed class Binder(ServiceMethodProviderContext<TService> context) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        {
            var (invoker, metadata) = Handler<UnaryServerMethod<TService, TRequest, TResponse>>(method.Name);
            context.AddUnaryMethod(Strict(method), metadata, invoker);
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var (invoker, metadata) = Handler<ClientStreamingServerMethod<TService, TRequest, TResponse>>(method.Name);
            context.AddClientStreamingMethod(Strict(method), metadata, invoker);
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var (invoker, metadata) = Handler<ServerStreamingServerMethod<TService, TRequest, TResponse>>(method.Name);
            context.AddServerStreamingMethod(Strict(method), metadata, invoker);
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var (invoker, metadata) = Handler<DuplexStreamingServerMethod<TService, TRequest, TResponse>>(method.Name);
            context.AddDuplexStreamingMethod(Strict(method), metadata, invoker);
        }

        /// <summary>The service's method as a delegate that takes the service first, and the metadata for routing.</summary>
        private static (TDelegate Invoker, IList<object> Metadata) Handler<TDelegate>(string name)
            where TDelegate : Delegate
        {
            var parameters = typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Skip(1).Select(parameter => parameter.ParameterType);
            var method = typeof(TService).GetMethod(name, BindingFlags.Public | BindingFlags.Instance, [.. parameters])
                ?? throw new InvalidOperationException($"{typeof(TService)} has no method {name}.");
            return (
                method.CreateDelegate<TDelegate>(),
                [
                    .. typeof(TService).GetCustomAttributes(inherit: true),
                    .. method.GetCustomAttributes(inherit: true),
                    new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true),
                ]);
        }

        private static Method<TRequest, TResponse> Strict<TRequest, TResponse>(Method<TRequest, TResponse> method)
        {
            var deserialize = method.RequestMarshaller.ContextualDeserializer;
            var requests = Marshallers.Create(method.RequestMarshaller.ContextualSerializer, Deserialize);
            return new(method.Type, method.ServiceName, method.Name, requests, method.ResponseMarshaller);

            TRequest Deserialize(DeserializationContext context)
            {
                try
                {
                    return deserialize(context);
                }
                catch (InvalidProtocolBufferException)
                {
                    var message = (IMessage)Activator.CreateInstance<TRequest>()!;
                    throw MalformedMessage.ErrorOf(context.PayloadAsNewBuffer(), message.Descriptor).ToRpcException();
                }
            }
        }
    }
}

/// <summary>Replaces the framework's method provider by <see cref="StrictMethodProvider{TService}"/>.</summary>
internal static class StrictMethods
{
    /// <summary>Registers the provider for every service. To be called after gRPC is added.</summary>
    public static void AddStrictMethods(this IServiceCollection services)
    {
        services.RemoveAll(typeof(IServiceMethodProvider<>));
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(StrictMethodProvider<>));
    }
}
