using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;

namespace MuZero.Core.Tests.Errors;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("cartpoel", "cartpole", 1)]
    [InlineData("CARTPOLE", "cartpole", 0)]
    [InlineData("ca", "abc", 3)] // 2 with unrestricted exchanges; optimal string alignment edits no part twice
    public void Distance_KnownPairs_KnownDistance(string from, string to, int expected)
        => Assert.Equal(expected, NearestName.Distance(from, to));

    [Fact]
    public void Distance_AnyPair_IsSymmetricAndBounded() => Prop.ForAll<NonNull<string>, NonNull<string>>((one, other) =>
    {
        int distance = NearestName.Distance(one.Get, other.Get);
        return distance == NearestName.Distance(other.Get, one.Get)
            && distance <= Math.Max(one.Get.Length, other.Get.Length)
            && distance >= Math.Abs(one.Get.Length - other.Get.Length);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("simulation", "simulations")]
    [InlineData("smiulations", "simulations")]
    [InlineData("disc", "discount")]
    [InlineData("zzz", null)]
    [InlineData("", null)]
    public void Find_Typed_NearestOrNone(string typed, string? expected)
        => Assert.Equal(expected, NearestName.Find(typed, ["discount", "simulations", "temperature"]));
}
