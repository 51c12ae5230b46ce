"""What runs in the browsers of `make bench-glass`: a camera with a clock in it, and its reader.

The clock is that of `edge_client.devices.video_clock`; both ends are on one machine, whose
wall clock both read.
"""

from __future__ import annotations

CLOCK = """
window.glass = (() => {
  const COLUMNS = 22, CELLS = 48, CELL = 8
  const checksum = value => {
    let remainder = 0x5a
    for (let at = 24; at >= 0; at -= 8) {
      remainder ^= (value >>> at) & 255
      for (let bit = 0; bit < 8; bit++) {
        const shifted = remainder << 1
        remainder = remainder & 0x80 ? (shifted ^ 0x07) & 255 : shifted & 255
      }
    }
    return remainder
  }
  const draw = (context, width, now) => {
    const value = now % 2 ** 32, sum = checksum(value), side = width / CELLS
    context.fillStyle = 'rgb(64,64,64)'
    context.fillRect(side / 2, side / 2, side * (COLUMNS + 1), side * 3)
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const place = 39 - (row * 20 + column - 2)
        const bit = place >= 8 ? Math.floor(value / 2 ** (place - 8)) % 2 : (sum >> place) & 1
        const white = column < 2 ? column : bit
        context.fillStyle = white ? 'white' : 'black'
        const x = Math.round(side * (1 + column)), y = Math.round(side * (1 + row))
        context.fillRect(x, y, Math.round(side * (2 + column)) - x, Math.round(side * (2 + row)) - y)
      }
    }
  }
  const small = new OffscreenCanvas((COLUMNS + 2) * CELL, 4 * CELL)
  const pixels = small.getContext('2d', { willReadFrequently: true })
  // Milliseconds of the wall clock that are seen in a picture, null when it cannot be read.
  const read = (source, width) => {
    const side = width / CELLS
    pixels.drawImage(
      source, 0, 0, side * (COLUMNS + 2), side * 4, 0, 0, small.width, small.height)
    const data = pixels.getImageData(0, 0, small.width, small.height).data
    const level = (row, column) => {
      let sum = 0
      for (let y = 3; y < 5; y++)
        for (let x = 3; x < 5; x++)
          sum += data[4 * (((1 + row) * CELL + y) * small.width + (1 + column) * CELL + x) + 1]
      return sum / 4
    }
    const black = (level(0, 0) + level(1, 0)) / 2, white = (level(0, 1) + level(1, 1)) / 2
    if (white - black < 60) return null
    let value = 0, sum = 0
    for (let row = 0; row < 2; row++)
      for (let column = 2; column < COLUMNS; column++) {
        const bit = level(row, column) > (black + white) / 2 ? 1 : 0
        const place = 39 - (row * 20 + column - 2)
        if (place >= 8) value += bit * 2 ** (place - 8)
        else sum |= bit << place
      }
    return sum === checksum(value) ? value : null
  }
  return { draw, read, wall: at => Date.now() + (at - performance.now()) }
})()
"""

RECEIVER = """
window.seen = {}
const gathered = async peer => {
  while (peer.iceGatheringState !== 'complete')
    await new Promise(go => { peer.onicegatheringstatechange = go })
  return peer.localDescription.sdp
}
const watch = (name, track) => {
  const video = document.createElement('video')
  Object.assign(video, { muted: true, autoplay: true, playsInline: true })
  video.srcObject = new MediaStream([track])
  document.body.append(video)
  const seen = window.seen[name] = []
  const look = (_now, frame) => {
    const clock = glass.read(video, frame.width)
    if (clock !== null) {
      const wall = glass.wall(0)
      seen.push([
        clock,
        wall + frame.receiveTime,
        wall + frame.presentationTime,
        frame.processingDuration * 1000,
        frame.width,
      ])
    }
    video.requestVideoFrameCallback(look)
  }
  video.requestVideoFrameCallback(look)
}
window.listen = async kinds => {
  const peer = window.peer = new RTCPeerConnection({ iceServers: [] })
  let number = 0
  peer.ontrack = event => watch(kinds[number++], event.track)
  for (const _ of kinds) {
    const { receiver } = peer.addTransceiver('video', { direction: 'recvonly' })
    receiver.jitterBufferTarget = 0 // as the expert's page does
  }
  await peer.setLocalDescription()
  return await gathered(peer)
}
window.take = sdp => window.peer.setRemoteDescription({ type: 'answer', sdp })
"""

SENDER = """
const gathered = async peer => {
  while (peer.iceGatheringState !== 'complete')
    await new Promise(go => { peer.onicegatheringstatechange = go })
  return peer.localDescription.sdp
}
// A camera as a page can make one without delay: each frame is given away as soon as it is drawn.
const camera = async ({ width, height, fps, frames }) => {
  const film = []
  for (const frame of frames) film.push(await createImageBitmap(await (await fetch(frame)).blob()))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  const generator = new MediaStreamTrackGenerator({ kind: 'video' })
  const writer = generator.writable.getWriter()
  const began = performance.now()
  let count = 0
  const shoot = () => {
    const now = performance.now()
    context.drawImage(film[count % film.length], 0, 0)
    glass.draw(context, width, Date.now())
    const frame = new VideoFrame(canvas, { timestamp: Math.round(now * 1000) })
    writer.write(frame).catch(() => undefined)
    count++
    setTimeout(shoot, Math.max(0, began + count * 1000 / fps - performance.now()))
  }
  shoot()
  return generator
}
const connect = () => { window.peer = new RTCPeerConnection({ iceServers: [] }) }
window.send = async (cameras, offer) => {
  connect()
  // The full size from the start, as the terminal sends it; else it begins with a quarter.
  const whole = async sender => {
    const parameters = sender.getParameters()
    parameters.degradationPreference = 'maintain-resolution'
    for (const encoding of parameters.encodings) encoding.maxBitrate = 1500000
    await sender.setParameters(parameters)
  }
  const tracks = []
  for (const one of cameras) tracks.push(await camera(one))
  if (offer) {
    await peer.setRemoteDescription({ type: 'offer', sdp: offer })
    for (const [at, one] of peer.getTransceivers().entries()) {
      one.direction = 'sendonly'
      await one.sender.replaceTrack(tracks[at])
    }
  } else {
    for (const track of tracks) peer.addTransceiver(track, { direction: 'sendonly' })
  }
  await peer.setLocalDescription()
  for (const sender of peer.getSenders()) await whole(sender)
  return await gathered(peer)
}
window.take = sdp => window.peer.setRemoteDescription({ type: 'answer', sdp })
window.report = async () => [...(await peer.getStats()).values()]
  .filter(one => one.type === 'outbound-rtp')
  .map(one => [one.frameWidth, one.framesPerSecond, one.encoderImplementation, one.targetBitrate])
"""

BOOTH = """
window.seen = { booth: [] }
const hand = ImageBitmapRenderingContext.prototype.transferFromImageBitmap
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
  const clock = bitmap && bitmap.width > 1000 ? glass.read(bitmap, bitmap.width) : null
  const width = bitmap?.width
  hand.call(this, bitmap)
  if (clock !== null)
    requestAnimationFrame(now => {
      // The frame that is painted now is the one that shows it.
      seen.booth.push([clock, 0, glass.wall(now), 0, width])
    })
}
"""
