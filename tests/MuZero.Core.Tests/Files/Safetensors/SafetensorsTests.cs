using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Files.Safetensors;

public sealed class SafetensorsTests
{
    [Fact]
    public void Parse_WhatWasWritten_GivesItBack()
    {
        SafetensorsFile file = SafetensorsFile.Parse(Sample());

        Assert.Equal(["mask", "h.weight", "scale", "steps", "none"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2, 3], file.Tensors[1].Shape);
        Assert.Equal([1f, 2, 3, 4, 5, -0.5f], file.Floats("h.weight"));
        Assert.Equal([Math.PI], file.Elements<double>("scale", SafetensorsType.F64));
        Assert.Equal([long.MinValue, 7], file.Longs("steps"));
        Assert.Equal(new byte[] { 1, 0, 255 }, file.Elements<byte>("mask", SafetensorsType.U8).ToArray());
        Assert.True(file.Floats("none").IsEmpty);
        Assert.Equal("tic \"tac\" ü", file.Metadata["game"]);
    }

    [Fact]
    public void ToArray_ReadByPython_SameTensors()
    {
        using ScratchDirectory scratch = new();
        File.WriteAllBytes(scratch["weights.safetensors"], Sample());

        JsonElement read = PythonOracle.Run("read_safetensors.py", scratch["weights.safetensors"]);

        JsonElement[] tensors = [.. read.GetProperty("tensors").EnumerateArray()];
        Assert.Equal("tic \"tac\" ü", read.GetProperty("metadata").GetProperty("game").GetString());
        Assert.Equal(0, read.GetProperty("header_length").GetInt32() % 8);
        Assert.All(tensors, tensor => Assert.True(tensor.GetProperty("aligned").GetBoolean()));
        Assert.Equal(["U8", "F32", "F64", "I64", "F32"], tensors.Select(tensor => tensor.GetProperty("dtype").GetString()));
        Assert.Equal("[1.0,2.0,3.0,4.0,5.0,-0.5]",
            tensors[1].GetProperty("values").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("[2,3]", tensors[1].GetProperty("shape").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(long.MinValue, tensors[3].GetProperty("values")[0].GetInt64());
        Assert.Equal(Math.PI, tensors[2].GetProperty("values")[0].GetDouble());
        Assert.Equal(255, tensors[0].GetProperty("values")[2].GetInt32());
    }

    [Fact]
    public void ToArray_Twice_SameBytes() => Assert.Equal(Sample(), Sample());

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""",
        6, "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""",
        12, "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "5 follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "4 follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "needs 4 bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "overflows")]
    [InlineData("""{"a":{"dtype":"F64","shape":[9223372036854775807],"data_offsets":[0,8]}}""", 8, "overflows")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 0, "0 follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "'more'")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""",
        4, "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 0, "needs dtype")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "not a string")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[[[1]]]]],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"\ud800":1}""", 0, "JSON")]
    [InlineData("""{} {}""", 0, "JSON")]
    [InlineData("""{""", 0, "JSON")]
    [InlineData("""[]""", 0, "'{'")]
    [InlineData(""" {}""", 0, "'{'")]
    public void Parse_BrokenRule_IsNamed(string header, int contentBytes, string why)
    {
        CorruptDataException fault = Assert.Throws<CorruptDataException>(()
            => SafetensorsFile.Parse(Build(header, contentBytes), "x.safetensors"));

        Assert.StartsWith("x.safetensors is not a safetensors file: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData(0ul), InlineData(100_000_001ul), InlineData(99_999_999ul), InlineData(ulong.MaxValue)]
    public void Parse_ClaimedHeaderLength_IsRefusedWithoutAllocation(ulong claimed)
    {
        byte[] bytes = [.. BitConverter.GetBytes(claimed), .. "{}"u8];
        Assert.Throws<CorruptDataException>(() => SafetensorsFile.Parse(bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<CorruptDataException>(() => SafetensorsFile.Parse(bytes));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void Parse_EveryTruncation_IsRefused()
    {
        byte[] whole = Sample();

        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<CorruptDataException>(() => SafetensorsFile.Parse(whole.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Parse_RandomDamage_NeverFailsOtherwise()
    {
        byte[] whole = Sample();
        Gen<(int At, int To)> damage = Gen.Choose(0, whole.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(to => (at, to)));
        Property property = Prop.ForAll(damage.ListOf().ToArbitrary(), changes => ParsesOrIsCorrupt(Damaged(whole, changes)));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), property);
    }

    [Fact]
    public void Parse_RandomHeader_NeverFailsOtherwise()
    {
        Gen<string> token = Gen.Elements("{", "}", "[", "]", ",", ":", "\"a\"", "\"dtype\"", "\"F32\"", "\"shape\"", "\"data_offsets\"",
            "\"__metadata__\"", "0", "4", "1e99", "\"\\udfff\"", "null", "-1");
        Property property = Prop.ForAll(token.ListOf().ToArbitrary(), tokens => ParsesOrIsCorrupt(Build("{" + string.Concat(tokens), 4)));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), property);
    }

    [Theory]
    [InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void FirstNonFinite_AnyPlace_NamesTheTensor(float poison)
    {
        for (int place = 0; place < 37; place++)
        {
            float[] weights = new float[37];
            Array.Fill(weights, float.MaxValue);
            WeightSnapshot sound = new(1, new SafetensorsWriter().Add("a", [37], weights).ToArray());
            weights[place] = poison;
            WeightSnapshot poisoned = new(2, new SafetensorsWriter().Add("b", [1], [1f]).Add("a", [37], weights).ToArray());

            Assert.True(sound.IsFinite());
            Assert.False(poisoned.IsFinite());
            Assert.Equal("a", poisoned.Open().FirstNonFinite());
        }
    }

    [Fact]
    public void FirstNonFinite_InDoubles_IsFound()
    {
        byte[] file = new SafetensorsWriter().Add("d", SafetensorsType.F64, [1], BitConverter.GetBytes(double.NaN)).ToArray();

        Assert.Equal("d", SafetensorsFile.Parse(file).FirstNonFinite());
    }

    [Fact]
    public void Floats_AbsentOrOtherType_IsIncompatible()
    {
        SafetensorsFile file = SafetensorsFile.Parse(Sample(), "w");

        Assert.Contains("'absent'", Assert.Throws<IncompatibleException>(() => file.Floats("absent").Length).Message,
            StringComparison.Ordinal);
        Assert.Contains("F64", Assert.Throws<IncompatibleException>(() => file.Floats("scale").Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ShapeOrNameThatDoesNotFit_IsRefused()
    {
        SafetensorsWriter writer = new SafetensorsWriter().Add("a", [1], [1f]);

        Assert.Throws<ArgumentException>(() => writer.Add("b", [2], [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], [1f]));
    }

    private static byte[] Sample() => new SafetensorsWriter()
        .AddMetadata("game", "tic \"tac\" ü")
        .Add("mask", SafetensorsType.U8, [3], [1, 0, 255])
        .Add("h.weight", [2, 3], [1f, 2, 3, 4, 5, -0.5f])
        .Add("scale", SafetensorsType.F64, [], BitConverter.GetBytes(Math.PI))
        .Add("steps", [2], [long.MinValue, 7L])
        .Add("none", [0, 4], ReadOnlySpan<float>.Empty)
        .ToArray();

    private static byte[] Build(string header, int contentBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. new byte[contentBytes]];
    }

    private static byte[] Damaged(byte[] whole, IEnumerable<(int At, int To)> changes)
    {
        byte[] damaged = [.. whole];
        foreach ((int at, int to) in changes)
        {
            damaged[at] = (byte)to;
        }

        return damaged;
    }

    private static bool ParsesOrIsCorrupt(byte[] bytes)
    {
        try
        {
            SafetensorsFile.Parse(bytes).FirstNonFinite();
            return true;
        }
        catch (CorruptDataException fault)
        {
            return !fault.Message.Contains('\n', StringComparison.Ordinal) && fault.Message.Length < 400;
        }
    }
}
