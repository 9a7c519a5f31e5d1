// The part of ankerl::unordered_dense that mediasoup-worker uses, on the
// standard containers (the library is not packaged in Debian bookworm).
#pragma once
#include <cstdint>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename T, typename = void>
	struct hash : std::hash<T>
	{
	};

	// Integers, enums and pointers: SplitMix64's mixing, as the worker combines these hashes.
	template<typename T>
	struct hash<T, std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>>>
	{
		std::size_t operator()(T value) const
		{
			std::uint64_t x;
			if constexpr (std::is_pointer_v<T>)
				x = reinterpret_cast<std::uintptr_t>(value);
			else
				x = static_cast<std::uint64_t>(value);
			x += 0x9E3779B97F4A7C15ULL;
			x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
			x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
			return static_cast<std::size_t>(x ^ (x >> 31));
		}
	};

	template<typename K, typename V, typename H = hash<K>, typename E = std::equal_to<K>>
	using map = std::unordered_map<K, V, H, E>;

	template<typename K, typename H = hash<K>, typename E = std::equal_to<K>>
	using set = std::unordered_set<K, H, E>;
} // namespace ankerl::unordered_dense
