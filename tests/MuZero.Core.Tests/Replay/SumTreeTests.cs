using FsCheck;
using FsCheck.Fluent;
using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Core.Tests.Replay;

public class SumTreeTests
{
    [Theory]
    [InlineData(-1e-9)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Set_NotAPriority_ThrowsAndChangesNothing(double priority)
    {
        var tree = new SumTree(4);
        tree.Set(1, 2.0);

        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Set(1, priority));

        Assert.Equal(2.0, tree.Total);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Set_NotALeaf_Throws(int index)
    {
        var tree = new SumTree(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Set(index, 1.0));
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.999, 0)]
    [InlineData(1.0, 2)]
    [InlineData(2.999, 2)]
    [InlineData(3.0, 3)]
    [InlineData(5.999, 3)]
    [InlineData(6.0, 3)]
    [InlineData(1e9, 3)]
    public void Find_Prefix_FindsLeafWhoseIntervalHoldsIt(double prefix, int expected)
    {
        var tree = new SumTree(8);
        tree.Set(0, 1.0);
        tree.Set(2, 2.0);
        tree.Set(3, 3.0);

        Assert.Equal(expected, tree.Find(prefix));
    }

    [Fact]
    public void Find_AnyUpdates_NeverReturnsZeroLeafNorNegativeSum()
    {
        // Tiny, huge and zero priorities side by side: the rounding that a tree of differences cannot survive.
        Gen<double> priority = Gen.Elements(0.0, 0.0, 1e-300, 1e-15, 0.3, 1.0, 1e15, 1e200);
        var updates = Gen.Zip(Gen.Choose(0, 40), priority).ArrayOf().ToArbitrary();
        var property = Prop.ForAll(updates, ArbMap.Default.ArbFor<ulong>(), (changes, seed) =>
        {
            var tree = new SumTree(64);
            var leaves = new double[64];
            var random = new RandomStream(seed);
            foreach (var (index, value) in changes)
            {
                tree.Set(index, value);
                leaves[index] = value;
                int found = tree.Find(random.NextDouble() * tree.Total);
                if (tree.Total < 0.0 || found < 0 || found >= tree.Capacity || (leaves.Any(leaf => leaf > 0.0) && leaves[found] == 0.0))
                {
                    return false;
                }
            }

            return Math.Abs(tree.Total - leaves.Sum()) <= 1e-12 * leaves.Sum();
        });

        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Set_InsertsOfPoint3AndRemovalsBesideATinyLeaf_LeaveExactlyTheTinyLeaf()
    {
        // Reverb, prioritized_test: repeated insertion and deletion must not leave a negative sum.
        var tree = new SumTree(1024);
        tree.Set(1000, 1e-15);
        for (int i = 0; i < 1000; i++)
        {
            tree.Set(i, 0.3);
        }

        for (int i = 0; i < 1000; i++)
        {
            tree.Set(i, 0.0);
        }

        Assert.Equal(1e-15, tree.Total);
        Assert.Equal(1000, tree.Find(0.5e-15));
    }

    [Fact]
    public void Fill_Leaves_EqualsSettingThemOneByOne()
    {
        var random = new RandomStream(5);
        double[] leaves = [.. Enumerable.Range(0, 64).Select(_ => random.NextDouble())];
        var one = new SumTree(64);
        var other = new SumTree(64);
        for (int i = 63; i >= 0; i--)
        {
            one.Set(i, leaves[i]);
        }

        other.Fill(leaves);

        Assert.Equal(one.Total, other.Total);
        Assert.Throws<ArgumentException>(() => other.Fill(leaves.AsSpan(1)));
    }
}
