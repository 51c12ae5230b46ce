"""What is read from SDP."""

from edge_client.peering.sdp_text import (
    MediaLine,
    media_lines,
    take_candidates,
    with_error_correction,
    with_fast_start,
    with_redundancy,
)

SDP = "\r\n".join(
    [
        "v=0",
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=mid:0",
        "a=candidate:1 1 udp 2113937151 192.0.2.1 40000 typ host",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "a=mid:1",
        "a=candidate:2 1 udp 2113937151 abc.local 40001 typ host",
        "a=end-of-candidates",
        "",
    ]
)


def test_m_lines_are_named_by_mid() -> None:
    assert media_lines(SDP) == [MediaLine("audio", "0"), MediaLine("video", "1")]


def test_candidates_are_taken_out_with_their_m_line() -> None:
    rest, candidates, complete = take_candidates(SDP)
    assert "candidate" not in rest
    assert media_lines(rest) == media_lines(SDP)
    assert [(found.mid, found.index) for found in candidates] == [("0", 0), ("1", 1)]
    assert candidates[1].text.startswith("candidate:2 1 udp")
    assert complete


def test_an_sdp_without_candidates_expects_more() -> None:
    rest, candidates, complete = take_candidates(take_candidates(SDP)[0])
    assert (candidates, complete) == ([], False)
    assert media_lines(rest) == media_lines(SDP)


def test_opus_is_asked_for_with_error_correction_once() -> None:
    sdp = "m=audio 9 UDP/TLS/RTP/SAVPF 96 0\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:0 PCMU/8000\r\n"
    asked = with_error_correction(sdp)
    assert "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 minptime=10;useinbandfec=1\r\n" in asked
    assert "fmtp:0" not in asked
    assert with_error_correction(asked) == asked


def test_of_what_redundant_packets_are_made_is_said_once_and_plain_opus_comes_first() -> None:
    video = "m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=rtpmap:97 VP8/90000\r\n"
    sdp = (
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 63 111 0\r\na=mid:0\r\n"
        f"a=rtpmap:63 red/48000/2\r\na=rtpmap:111 opus/48000/2\r\n{video}"
    )
    told = with_redundancy(sdp)
    assert "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 0\r\na=mid:0\r\n" in told
    assert "a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n" in told
    assert told.endswith(video)
    assert with_redundancy(told) == told
    without = sdp.replace("red", "CN")
    assert with_redundancy(without) == without


def test_a_browser_is_told_where_to_begin_once_for_each_codec_of_pictures() -> None:
    sdp = (
        "m=video 9 UDP/TLS/RTP/SAVPF 97 98 99\r\n"
        "a=rtpmap:97 VP8/90000\r\n"
        "a=rtpmap:98 rtx/90000\r\na=fmtp:98 apt=97\r\n"
        "a=rtpmap:99 H264/90000\r\na=fmtp:99 packetization-mode=1\r\n"
    )
    told = with_fast_start(sdp, 1_200_000)
    assert "a=rtpmap:97 VP8/90000\r\na=fmtp:97 x-google-start-bitrate=1200\r\n" in told
    assert "a=fmtp:98 apt=97\r\n" in told
    assert "a=fmtp:99 packetization-mode=1;x-google-start-bitrate=1200\r\n" in told
    assert with_fast_start(told, 1_200_000) == told
