using System.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>A method with what runs for each of its calls.</summary>
internal sealed record BoundMethod(IMethod Method, Func<HttpServerCallContext, Task> Handler, IReadOnlyList<object> Attributes);

/// <summary>Takes the methods from the generated <c>BindService</c> and finds the service's implementation of each by name.</summary>
internal sealed class ServiceBinder<TService> : ServiceBinderBase
    where TService : class
{
    public List<BoundMethod> Methods { get; } = [];

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var call = Bind<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method, typeof(TRequest), typeof(ServerCallContext));
        Add(method, call.Method, async (service, context) =>
        {
            UnaryServerMethod<TRequest, TResponse> next = (request, passed) => call(service, request, passed);
            foreach (Interceptor interceptor in Innermost(context))
            {
                UnaryServerMethod<TRequest, TResponse> inner = next;
                next = (request, passed) => interceptor.UnaryServerHandler(request, passed, inner);
            }

            TRequest only = await new RequestStream<TRequest>(context, method.RequestMarshaller).Single().ConfigureAwait(false);
            await Answer(context, method, await next(only, context).ConfigureAwait(false)).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var call = Bind<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        Add(method, call.Method, async (service, context) =>
        {
            ClientStreamingServerMethod<TRequest, TResponse> next = (requests, passed) => call(service, requests, passed);
            foreach (Interceptor interceptor in Innermost(context))
            {
                ClientStreamingServerMethod<TRequest, TResponse> inner = next;
                next = (requests, passed) => interceptor.ClientStreamingServerHandler(requests, passed, inner);
            }

            RequestStream<TRequest> stream = new(context, method.RequestMarshaller);
            await Answer(context, method, await next(stream, context).ConfigureAwait(false)).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var call = Bind<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        Add(method, call.Method, async (service, context) =>
        {
            ServerStreamingServerMethod<TRequest, TResponse> next = (request, responses, passed) => call(service, request, responses, passed);
            foreach (Interceptor interceptor in Innermost(context))
            {
                ServerStreamingServerMethod<TRequest, TResponse> inner = next;
                next = (request, responses, passed) => interceptor.ServerStreamingServerHandler(request, responses, passed, inner);
            }

            TRequest only = await new RequestStream<TRequest>(context, method.RequestMarshaller).Single().ConfigureAwait(false);
            await next(only, new ResponseStream<TResponse>(context, method.ResponseMarshaller), context).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var call = Bind<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        Add(method, call.Method, async (service, context) =>
        {
            DuplexStreamingServerMethod<TRequest, TResponse> next = (requests, responses, passed) => call(service, requests, responses, passed);
            foreach (Interceptor interceptor in Innermost(context))
            {
                DuplexStreamingServerMethod<TRequest, TResponse> inner = next;
                next = (requests, responses, passed) => interceptor.DuplexStreamingServerHandler(requests, responses, passed, inner);
            }

            RequestStream<TRequest> reader = new(context, method.RequestMarshaller);
            await next(reader, new ResponseStream<TResponse>(context, method.ResponseMarshaller), context).ConfigureAwait(false);
        });
    }

    private static Task Answer<TRequest, TResponse>(HttpServerCallContext context, Method<TRequest, TResponse> method, TResponse? response)
        where TResponse : class => context.Status.StatusCode == StatusCode.OK
        ? new ResponseStream<TResponse>(context, method.ResponseMarshaller).Single(response)
        : Task.CompletedTask;

    private static IEnumerable<Interceptor> Innermost(HttpServerCallContext context) =>
        context.Options.Interceptors.Reverse().Select(registered => registered.Get(context.Http.RequestServices));

    private static TCall Bind<TCall>(IMethod method, params Type[] parameters)
        where TCall : Delegate
    {
        MethodInfo found = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method {method.Name} for {method.FullName}.");
        return found.CreateDelegate<TCall>();
    }

    private void Add(IMethod method, MethodInfo implementation, Func<TService, HttpServerCallContext, Task> run)
    {
        object[] attributes = [.. typeof(TService).GetCustomAttributes(inherit: true), .. implementation.GetCustomAttributes(inherit: true)];
        Methods.Add(new BoundMethod(method, context => ServiceActivation.With<TService>(context, run), attributes));
    }
}
