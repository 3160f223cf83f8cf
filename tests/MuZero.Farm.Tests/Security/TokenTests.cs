using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MuZero.Errors;
using MuZero.Farm.Hosting;
using MuZero.Farm.Security;
using MuZero.Farm.Weights;
using MuZero.Farm.Wire;
using MuZero.Files.Safetensors;
using MuZero.Networks;

namespace MuZero.Farm.Tests.Security;

/// <summary>G21: who may call what.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly MuZero.Tests.Shared.ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("worker-old", (int)Roles.Worker), InlineData("worker-new", (int)Roles.Worker),
        InlineData("trainer-one", (int)Roles.Trainer)]
    [InlineData("nobody", (int)Roles.None), InlineData("", (int)Roles.None), InlineData("worker-ol", (int)Roles.None),
        InlineData(null, (int)Roles.None)]
    public void RolesOf_Token_TwoOfARoleAreBothValid(string? token, int expected)
        => Assert.Equal((Roles)expected, TokenBook.Read(Tokens()).RolesOf(token));

    [Fact]
    public void RolesOf_NoTokensAtAll_EverybodyMayCall() => Assert.Equal(Roles.Any, TokenBook.Open.RolesOf(null));

    [Fact]
    public void Read_FileThatOthersMayRead_IsRefused()
    {
        string directory = Tokens();
        File.SetUnixFileMode(Path.Combine(directory, "worker"), (UnixFileMode)0b110_100_100);

        UserException fault = Assert.Throws<UserException>(() => TokenBook.Read(directory));

        Assert.Contains("chmod 600", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("worker-old", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, StatusCode.Unauthenticated, StatusCode.Unauthenticated)]
    [InlineData("wrong", StatusCode.Unauthenticated, StatusCode.Unauthenticated)]
    [InlineData("viewer-one", StatusCode.PermissionDenied, StatusCode.PermissionDenied)]
    [InlineData("worker-old", StatusCode.OK, StatusCode.PermissionDenied)]
    [InlineData("trainer-one", StatusCode.OK, StatusCode.OK)]
    public async Task Call_WithToken_OnlyTheRolesMethodsAnswer(string? token, StatusCode latest, StatusCode publish)
    {
        ObservableWeightStore board = new(new InMemoryWeightStore());
        board.Publish(new WeightSnapshot(1, new SafetensorsWriter().Add("w", [1], [1f]).ToArray()));
        await using FarmServer server = FarmServer.Create(
            new ServiceOptions { TokenDirectory = Tokens() }, services
                => services.AddSingleton(board), application => application.MapGrpcService<WeightService>());
        ServiceState state = await server.Start("test", CancellationToken.None);
        using FarmChannel channel = new(state.Grpc, new ServiceOptions { TokenFile = token is null ? null : FileOf(token) });
        Wire.Weights.WeightsClient client = new(channel.Invoker);

        Assert.Equal(latest, await StatusOf(async () => await client.LatestAsync(new LatestRequest())));
        Assert.Equal(publish,
            await StatusOf(()
            => Task.Run(() => new RemoteWeightStore(client, TimeSpan.FromSeconds(5))
            .Publish(new WeightSnapshot(2, new SafetensorsWriter().Add("w", [1], [1f]).ToArray())))));
        Assert.Equal(publish == StatusCode.OK ? 2 : 1, board.LatestVersion);
    }

    [Theory]
    [InlineData("127.0.0.1:0", true), InlineData("0.0.0.0:0", false), InlineData("[::]:0", false), InlineData("localhost:0", true),
        InlineData("[::1]:0", true)]
    public void RequireSafe_PlainTextBeyondTheLoopback_IsRefused(string listen, bool safe)
    {
        ServiceOptions options = new() { Listen = listen };

        Assert.Equal(safe, Record.Exception(options.RequireSafe) is null);
        Assert.Null(Record.Exception((options with { Insecure = true }).RequireSafe));
        // No token is required.
        Assert.Equal(safe, Record.Exception((options with { TlsCertificate = "c", TlsKey = "k" }).RequireSafe) is null);
        Assert.Null(Record.Exception((options with { TlsCertificate = "c", TlsKey = "k", TokenDirectory = "t" }).RequireSafe));
    }

    private static async Task<StatusCode> StatusOf(Func<Task> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException fault)
        {
            return fault.StatusCode;
        }
        catch (UserException fault) when (fault.InnerException is RpcException inner)
        {
            return inner.StatusCode;
        }
    }

    private string Tokens()
    {
        string directory = _scratch["tokens"];
        Directory.CreateDirectory(directory);
        Write(Path.Combine(directory, "worker"), "worker-old\nworker-new\n");
        Write(Path.Combine(directory, "trainer"), "trainer-one\n");
        Write(Path.Combine(directory, "viewer"), "viewer-one\n");
        return directory;
    }

    private string FileOf(string token)
    {
        string path = _scratch["token"];
        Write(path, token + "\n");
        return path;
    }

    private static void Write(string path, string content)
    {
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
