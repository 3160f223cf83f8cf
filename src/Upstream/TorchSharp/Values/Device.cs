using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.CPU.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>torch.CUDA: the current GPU.</summary>
    public static readonly Device CUDA = new(DeviceType.CUDA);

    /// <summary>torch.device: parses "cpu", "cuda" or "cuda:1".</summary>
    public static Device device(string description) => new(description);

    /// <summary>torch.device.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>torch.Device: a kind of device and, for GPUs, which one (-1 is the current one).</summary>
    public class Device
    {
        /// <summary>torch.Device(description): "cpu", "cuda" or "cuda:1".</summary>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            string[] parts = description.Split(':');
            if (parts.Length > 2 || !Enum.TryParse(parts[0], ignoreCase: true, out DeviceType kind)
                || !Enum.IsDefined(kind))
            {
                throw new ArgumentException($"Unknown device '{description}'; use cpu, cuda or cuda:N.", nameof(description));
            }

            type = kind;
            if (parts.Length == 2)
            {
                index = int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }

        /// <summary>torch.Device(deviceType, index).</summary>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>torch.Device.type.</summary>
        public DeviceType type { get; }

        /// <summary>torch.Device.index: -1 for the CPU and for the current GPU.</summary>
        public int index { get; } = -1;

        /// <summary>Parses a description, as upstream converts it.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <summary>torch.Device.ToString: the description that the constructor takes.</summary>
        public override string ToString() => type switch
        {
            DeviceType.CPU => "cpu",
            _ when index < 0 => Name,
            _ => string.Create(CultureInfo.InvariantCulture, $"{Name}:{index}"),
        };

        private string Name => type == DeviceType.CUDA ? "cuda" : "meta";
    }
}
