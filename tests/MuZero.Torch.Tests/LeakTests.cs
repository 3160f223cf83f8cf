using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MuZero.Torch.Tests;

[Collection(ProcessWide.Name)]
public sealed class LeakTests
{
    private const int WarmUp = 1_000;
    private const int Steps = 10_000;
    private const long AllowedGrowthKiB = 16 * 1024;

    [Fact]
    public void Training_TenThousandSteps_DoesNotGrowTheResidentSet()
    {
        using Sequential net = Sequential(
            ("conv", Conv2d(2, 8, 3, padding: 1)), ("norm", BatchNorm2d(8)), ("relu", ReLU()), ("flat", Flatten()), ("out", Linear(72, 4)));
        using Adam optimizer = torch.optim.Adam(net.parameters());
        using torch.Tensor x = torch.randn(16, 2, 3, 3);
        using torch.Tensor y = torch.randn(16, 4);

        Train(net, optimizer, x, y, WarmUp);
        long before = ResidentKiB();
        Train(net, optimizer, x, y, Steps);
        long after = ResidentKiB();

        // One activation [16, 8, 3, 3] leaked per step would be 45 MiB.
        Assert.True(after - before < AllowedGrowthKiB, $"the resident set grew from {before} to {after} KiB");
    }

    [Fact]
    public void Undisposed_Tensors_AreFreedByTheCollector()
    {
        long before = ResidentKiB();
        for (int i = 0; i < 200; i++)
        {
            Allocate();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(ResidentKiB() - before < 64 * 1024, "200 dropped tensors of 4 MiB stayed resident");

        static void Allocate() => torch.ones(1024, 1024).add_(1);
    }

    private static void Train(Sequential net, Adam optimizer, torch.Tensor x, torch.Tensor y, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            functional.mse_loss(net.call(x), y).backward();
            utils.clip_grad_norm_(net.parameters(), 1);
            optimizer.step();
        }
    }

    // Without this, the reading depends on when the collector last ran: its youngest generation alone may take 16 MiB.
    private static long ResidentKiB()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
