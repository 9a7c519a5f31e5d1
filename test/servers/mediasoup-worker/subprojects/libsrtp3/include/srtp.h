// The libsrtp 3 calls that mediasoup-worker makes, on libsrtp 2 (Debian's).
#pragma once
#include <srtp2/srtp.h>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// Error codes that libsrtp 3 adds.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

// libsrtp 3's policy is an opaque pointer with setters.
struct srtp3_policy_s
{
	srtp_policy_t v2{};
	std::uint8_t key[SRTP_MAX_KEY_LEN]{};
};
using srtp3_policy_t = srtp3_policy_s*;

inline srtp_err_status_t srtp_policy_create(srtp3_policy_t* policy)
{
	*policy = new (std::nothrow) srtp3_policy_s{};
	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp3_policy_t policy)
{
	if (policy)
		explicit_bzero(policy->key, sizeof(policy->key));
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp3_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->v2.ssrc = ssrc;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp3_policy_t policy, srtp_profile_t profile)
{
	const auto err = srtp_crypto_policy_set_from_profile_for_rtp(&policy->v2.rtp, profile);
	return err ? err : srtp_crypto_policy_set_from_profile_for_rtcp(&policy->v2.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp3_policy_t policy, const std::uint8_t* key, std::size_t keyLen,
  const std::uint8_t* salt, std::size_t saltLen, const std::uint8_t* /*mki*/, std::size_t mkiLen)
{
	if (mkiLen != 0 || keyLen + saltLen > sizeof(policy->key))
		return srtp_err_status_bad_param;
	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);
	policy->v2.key = policy->key;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp3_policy_t policy, bool allow)
{
	policy->v2.allow_repeat_tx = allow ? 1 : 0;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp3_policy_t policy, std::size_t size)
{
	policy->v2.window_size = static_cast<unsigned long>(size);
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp3_policy_t policy)
{
	return srtp_create(session, &policy->v2); // derives its keys from the policy's key here
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, std::uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc); // both take network byte order
}

// libsrtp 2 works in place; libsrtp 3 reads `in` and writes `out`, which may be
// the same buffer. `extra` is what the call may append.
inline srtp_err_status_t srtp3_apply(
  srtp_err_status_t (*fn)(srtp_t, void*, int*), srtp_t ctx, const std::uint8_t* in,
  std::size_t inLen, std::uint8_t* out, std::size_t* outLen, std::size_t extra)
{
	if (*outLen < inLen + extra)
		return srtp_err_status_buffer_small;
	if (in != out)
		std::memmove(out, in, inLen);
	int len        = static_cast<int>(inLen);
	const auto err = fn(ctx, out, &len);
	if (err == srtp_err_status_ok)
		*outLen = static_cast<std::size_t>(len);
	return err;
}

inline srtp_err_status_t srtp_protect(
  srtp_t ctx, const std::uint8_t* in, std::size_t inLen, std::uint8_t* out, std::size_t* outLen, std::size_t /*mki*/)
{
	return srtp3_apply(srtp_protect, ctx, in, inLen, out, outLen, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t ctx, const std::uint8_t* in, std::size_t inLen, std::uint8_t* out, std::size_t* outLen)
{
	return srtp3_apply(srtp_unprotect, ctx, in, inLen, out, outLen, 0);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t ctx, const std::uint8_t* in, std::size_t inLen, std::uint8_t* out, std::size_t* outLen, std::size_t /*mki*/)
{
	return srtp3_apply(srtp_protect_rtcp, ctx, in, inLen, out, outLen, SRTP_MAX_TRAILER_LEN + 4);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t ctx, const std::uint8_t* in, std::size_t inLen, std::uint8_t* out, std::size_t* outLen)
{
	return srtp3_apply(srtp_unprotect_rtcp, ctx, in, inLen, out, outLen, 0);
}

// From here on the name means libsrtp 3's type.
#define srtp_policy_t srtp3_policy_t
